import type { ScreenWords as Words } from '../../words/en/screen.ts';
import { type Page, text, type Trouble } from '../page/page.ts';

export interface HostFacts {
  readonly name: string;
  readonly port: string;
  readonly trouble?: Trouble | undefined;
}

/** What a nuvem on this machine shall be called, and who may reach it. */
export function hostPage({ start }: Words, { name, port, trouble }: HostFacts): Page {
  const { host } = start;
  return {
    title: host.title,
    blocks: [text(host.text)],
    fields: [
      { name: 'name', label: host.name, value: name },
      { name: 'port', label: host.port, value: port },
    ],
    choices: [
      { id: 'everybody', label: host.everybody, aside: '0.0.0.0' },
      { id: 'alone', label: host.alone, aside: '127.0.0.1' },
      { id: 'back', label: start.back },
    ],
    trouble,
    ...(trouble ? {} : { at: 'everybody' }),
  };
}

/** The certificate of this home is out of date. */
export function expiredPage({ start }: Words, day: string): Page {
  const { expired } = start;
  return {
    title: expired.title,
    blocks: [text(expired.text(day), 'alert'), text(expired.means)],
    fields: [],
    choices: [
      { id: 'renew', label: expired.renew },
      { id: 'back', label: start.back },
    ],
  };
}
