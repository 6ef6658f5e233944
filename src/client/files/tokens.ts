import { ClientError } from '../port.ts';
import type { Token } from './carrier-port.ts';
import type { Desk } from './desk.ts';

/** Between two tries, doubled from one to the other. */
const shortest = 1000;
const longest = 60_000;

/** After these nothing is better for waiting. */
const final: ReadonlySet<string | undefined> = new Set(['no-file', 'files-off', 'not-allowed']);
const isFinal = ({ refusal, reason }: ClientError): boolean =>
  final.has(refusal) || reason[0] === 'old-nuvem';

/** Lets the carrier in at the nuvem: as soon as that can be asked, for as long as the file is to move. */
export async function token(desk: Desk, file: string, how: 'put' | 'get'): Promise<Token> {
  const { client, signal, turns } = desk;
  for (let wait = shortest; ; wait = Math.min(longest, wait * 2)) {
    try {
      const { token: given, kept } = await client.ask<'file-open'>({
        kind: 'file-open',
        file,
        how,
      });
      const { address, nuvem } = client.me;
      return { token: given, kept, addresses: [address], nuvem };
    } catch (failure) {
      if (!(failure instanceof ClientError) || signal.aborted || !turns.hasBegun(file))
        throw failure;
      if (failure.refusal === 'no-file')
        desk.happen(file, { happened: 'gone', reason: ['file-gone'] });
      if (isFinal(failure)) throw failure;
      await new Promise<void>((over) => desk.later(wait, over));
    }
  }
}
