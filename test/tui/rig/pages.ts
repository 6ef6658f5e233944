import { drawing } from '../../../src/tui/drawing.ts';
import type { Frame } from '../../../src/tui/frame.ts';
import type { KeyEvent } from '../../../src/tui/key-event.ts';
import type { Answer, Page } from '../../../src/tui/page/page.ts';
import { blank, type Standing } from '../../../src/tui/page/state.ts';
import { updatePage } from '../../../src/tui/page/update.ts';
import { viewPage } from '../../../src/tui/page/view.ts';
import { addressPage } from '../../../src/tui/pages/address.ts';
import { busyPage } from '../../../src/tui/pages/busy.ts';
import { changedPage } from '../../../src/tui/pages/changed.ts';
import { loginPage, registerPage } from '../../../src/tui/pages/enter.ts';
import { firstPage } from '../../../src/tui/pages/first.ts';
import { expiredPage, hostPage } from '../../../src/tui/pages/host.ts';
import { menuPage } from '../../../src/tui/pages/menu.ts';
import { readyPage } from '../../../src/tui/pages/ready.ts';
import { seatsPage } from '../../../src/tui/pages/seats.ts';
import { builtIn, themeNames, type ThemeName } from '../../../src/tui/themes.ts';
import { screen as en, type ScreenWords as Words } from '../../../src/words/en/screen.ts';
import { noon } from './scene.ts';

const key = 'sha256:Qm9tIGRpYSEgRXN0YSDDqSB1bWEgY2hhdmUgZmFsc2EuLi4';
const other = 'sha256:T3V0cmEgY2hhdmUsIHRhbWLDqW0gZmFsc2EsIG11aXRvIGI';

const third = 'sha256:VGVyY2VpcmEgY2hhdmUsIGZhbHNhIGNvbW8gYXMgZHVhcy4';

const found = (
  name: string,
  address: string,
  fingerprint: string,
  standing: 'known' | 'new' | 'other',
) => ({ name, address, fingerprint, standing, own: false });

/** Every page of the start screen, by name. */
export const pages = {
  menu: (words: Words) =>
    menuPage(words, {
      accounts: [
        { name: 'ana', address: 'nuvem.local', last: true, own: false },
        { name: 'ana', address: '192.168.0.7:7071', last: false, own: true },
      ],
      found: [],
    }),
  fresh: (words: Words) => menuPage(words, { accounts: [], found: [] }),
  found: (words: Words) =>
    menuPage(words, {
      accounts: [{ name: 'ana', address: '192.168.0.7', last: true, own: false }],
      found: [
        found('casa', '192.168.0.7', key, 'known'),
        found('laboratório', '192.168.0.9:7071', other, 'new'),
        found('casa', '[fe80::fc:ff:fe00:1%eth0]', third, 'other'),
      ],
    }),
  foundFirst: (words: Words) =>
    menuPage(words, { accounts: [], found: [found('casa', '192.168.0.7', key, 'new')] }),
  address: (words: Words) => addressPage(words, ''),
  unreachable: (words: Words) =>
    addressPage(
      words,
      'chat.example',
      'Nothing listens at chat.example port 7070. Start a nuvem there, or check the address',
    ),
  busy: (words: Words) => busyPage(words, words.start.busy.dial('chat.example')),
  first: (words: Words) =>
    firstPage(words, { address: 'chat.example', fingerprint: key, vouched: false }),
  changed: (words: Words) =>
    changedPage(words, { address: 'chat.example', expected: key, got: other, pinned: false }),
  pinned: (words: Words) =>
    changedPage(words, { address: 'chat.example', expected: key, got: other, pinned: true }),
  login: (words: Words) =>
    loginPage(words, {
      address: 'chat.example',
      name: 'ana',
      trouble: { field: 'password', text: 'Wrong name or password. Try again' },
    }),
  register: (words: Words) =>
    registerPage(words, { address: 'chat.example', name: '', invite: undefined, owner: true }),
  invited: (words: Words) =>
    registerPage(words, {
      address: 'chat.example',
      name: 'ana',
      invite: '',
      owner: false,
      trouble: {
        field: 'invite',
        text: 'This nuvem is by invitation. Ask its operator for a code that is still good',
      },
    }),
  seats: (words: Words) =>
    seatsPage(words, 'ana', [
      { id: 7, label: 'ana@laptop', since: noon },
      { id: 9, label: 'ana@workstation-of-the-laboratory', since: noon },
      { id: 12, label: 'ana@phone', since: noon },
    ]),
  host: (words: Words) => hostPage(words, { name: 'nuvem', port: '7070' }),
  expired: (words: Words) => expiredPage(words, '2026-11-01'),
  ready: (words: Words) =>
    readyPage(words, { address: '192.168.0.7:7071', fingerprint: key, known: undefined }),
} as const satisfies Record<string, (words: Words) => Page>;

export type PageName = keyof typeof pages;

/** A page on a screen without a terminal. */
export interface PageScene {
  readonly state: () => Standing;
  readonly answers: readonly Answer[];
  readonly input: (event: KeyEvent) => void;
  readonly key: (...chords: readonly string[]) => void;
  readonly type: (text: string) => void;
  readonly show: (page: Page) => void;
  /** The same page with other choices. */
  readonly renew: (page: Page) => void;
  readonly frame: (theme?: ThemeName) => Frame;
  readonly text: () => string;
}

export interface PageLook {
  readonly words?: Words;
  readonly columns?: number;
  readonly lines?: number;
  readonly ascii?: boolean;
  readonly boot?: number;
  readonly themes?: readonly string[];
}

export function pageScene(page: PageName | Page, look: PageLook = {}): PageScene {
  const {
    words = en,
    columns = 80,
    lines = 24,
    ascii = false,
    boot = 0,
    themes = themeNames,
  } = look;
  const answers: Answer[] = [];
  const shown = typeof page === 'string' ? pages[page](words) : page;
  const show = (state: Standing, next: Page): Standing =>
    updatePage(state, { type: 'page', page: next, now: noon })[0];
  let state = show(
    {
      words,
      columns,
      lines,
      ascii,
      theme: 'cmd',
      themes,
      now: noon,
      bootUntil: noon + boot,
      boot: [words.start.boot.accounts(2), words.start.boot.own(false)],
      page: blank,
      focus: 0,
      texts: {},
      secrets: {},
      top: 0,
    },
    shown,
  );
  const input = (event: KeyEvent): void => {
    const [next, effects] = updatePage(state, { type: 'input', input: event, now: noon });
    state = next;
    for (const effect of effects) if (effect.do === 'answer') answers.push(effect.answer);
  };
  const frame: PageScene['frame'] = (theme = 'cmd') =>
    viewPage(state, { width: columns, height: lines }, builtIn(theme));
  return {
    state: () => state,
    answers,
    input,
    key: (...chords) => {
      for (const chord of chords) input({ kind: 'key', chord });
    },
    type: (text) => input({ kind: 'text', text }),
    show: (next) => void (state = show(state, next)),
    renew: (next) => void ([state] = updatePage(state, { type: 'renewed', page: next, now: noon })),
    frame,
    text: () => drawing(frame()),
  };
}
