import { randomBytes } from 'node:crypto';

import { type Content, parseContent } from '../../src/protocol/content.ts';
import type { Message } from '../../src/protocol/messages.ts';
import { bodyOf } from './nuvem.ts';
import type { Wire } from './wire.ts';

type Kind = 'dm' | 'group' | 'channel';

/** Makes a room, as a client does. */
export function openRoom(
  wire: Wire,
  kind: Kind,
  name?: string,
  members: readonly string[] = [],
): Promise<Message<'room'>> {
  const named = kind === 'dm' || name === undefined ? {} : { name };
  return wire.want('room', { type: 'room-open', room: randomBytes(16), kind, ...named, members });
}

export const post = (wire: Wire, room: Uint8Array, no: number, text: string) =>
  wire.ask({ type: 'post', room, no, body: bodyOf(text) });

/** What a line of the log says: its text, or what the nuvem wrote there. */
export function said({ body }: Pick<Message<'message'>, 'body'>): string {
  const content = parseContent(body) as Content;
  if (content.kind === 'notice') {
    const { change, names, by, text } = content;
    return [change, ...names, 'by', by, text].filter((part) => part !== undefined).join(' ');
  }
  return 'text' in content ? content.text : content.kind;
}
