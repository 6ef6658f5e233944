import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import type { RoomRow } from '../../src/client/port.ts';
import { rowWidth } from '../../src/tui/row.ts';
import { screen as en } from '../../src/words/en/screen.ts';
import { screen as ptBR } from '../../src/words/pt-BR/screen.ts';
import { plainScene } from './rig/plain.ts';
import { line, newScene, noon, room, type Scene } from './rig/scene.ts';
import { assertScreen, frameOf, rowsWith, textOf } from './rig/screen.ts';

const safety = Array.from({ length: 12 }, (_, at) => String(10_000 + at * 4321)).join(' ');
const code = safety.slice(0, 29);
const day = 86_400_000;
const known = { name: 'bob', verified: false, changed: false, since: noon - 3 * day, safety };

type Options = Parameters<typeof newScene>[0];

/** A conversation with bob, in which little was said. */
function withBob(more: Partial<RoomRow> = {}, options: Options = {}): Scene {
  const scene = newScene(options);
  scene.tell({ event: 'link', link: { state: 'up', latency: 3 } });
  scene.rooms([
    room('#lobby'),
    room('+lab', { sealed: true }),
    room('@bob', { sealed: true, head: 2, read: 2, ...more }),
  ]);
  scene.key('alt+3');
  scene.lines('@bob', [line('@bob', 1, 'bob', 'oi'), line('@bob', 2, 'duna', 'oi!')]);
  scene.effects();
  return scene;
}

const command = (scene: Scene, text: string): void => {
  scene.type(text);
  scene.key('enter');
};

const asks = (scene: Scene) =>
  scene.effects().flatMap((effect) => (effect.do === 'ask' ? [effect] : []));

/** Types a command, and answers what it asks. */
function answered(scene: Scene, text: string, answer: unknown): readonly object[] {
  command(scene, text);
  const all = asks(scene);
  for (const { purpose } of all) scene.happen({ type: 'answer', purpose, answer });
  return all.map(({ ask }) => ask);
}

describe('/verify', () => {
  test('shows the digits of two people in groups that can be read aloud', () => {
    const scene = withBob();

    const asked = answered(scene, '/verify', known);

    assert.deepEqual(asked, [{ kind: 'person', name: 'bob' }]);
    assertScreen(
      scene,
      `
      | C:\\> PYCHAT.EXE - duna@nuvem.local:7070                               _  □  ×
      |┌─ Chats ──────────┬─ @bob ──────────────────────────────────────── 🔒 sealed ─┐
      |│ # lobby          │                                                           │
      |│ + lab            │                                                           │
      |│►○ bob            │                                                           │
      |│                  │                                                           │
      |│                  │                                                           │
      |│                  │11:31        <bob> oi                                      │
      |│                  │11:32       <duna> oi! ✓                                   │
      |│                  │┌────────────────────────────────────────────────────────┐ │
      |│                  ││ You and bob:                                           │ │
      |│                  ││                                                        │ │
      |│                  ││ 10000 14321 18642 22963                                │ │
      |│                  ││ 27284 31605 35926 40247                                │ │
      |│                  ││ 44568 48889 53210 57531                                │ │
      |│                  ││                                                        │ │
      |│                  ││ Not compared yet. This key is known here since         │ │
      |│                  ││ 2026-11-18. Compare the digits with bob by another     │ │
      |│                  ││ way: side by side, or by telephone. Only if they are   │ │
      |│                  ││ the same there: /verify @bob ok                        │ │
      |│                  │└────────────────────────────────────────────────────────┘ │
      |└──────────────────┴───────────────────────────────────────────────────────────┘
      | duna> message… (F1 help, Ctrl+K commands)
      | 12:00 ● 3ms                                F1Help F9Theme ^KCmds ^FFind ^QQuit
      `,
    );
  });

  test('on a small screen has no row of digits cut', () => {
    const scene = withBob({}, { columns: 24, lines: 18 });

    answered(scene, '/verify @bob', { ...known, verified: true });

    assertScreen(
      scene,
      `
      | C:\\> PYCHAT.EXE     ×
      |┌─ @bob ─── 🔒 sealed ─┐
      |││                    ││
      |││ 10000 14321        ││
      |││ 18642 22963        ││
      |││ 27284 31605        ││
      |││ 35926 40247        ││
      |││ 44568 48889        ││
      |││ 53210 57531        ││
      |││                    ││
      |││ Compared. This key ││
      |││ of bob is known    │█
      |││ here since         │█
      |││ 2026-11-18.        │█
      |│└────────────────────┘█
      |└──────────────────────┘
      | > message… (F1 help, C…
      | 12:00 ● 3ms     F1Help
      `,
    );
  });

  test('accepts only digits that were shown, and those', () => {
    const scene = withBob();

    const early = answered(scene, '/verify ok', known);
    const text = textOf(scene);
    const late = answered(scene, '/verify @bob ok', { ...known, verified: true });

    assert.deepEqual(early, [{ kind: 'person', name: 'bob' }]);
    assert.match(text, /10000 14321/);
    assert.match(text, /The digits come first/);
    assert.deepEqual(late, [{ kind: 'accept', name: 'bob', safety }]);
    assert.equal(rowsWith(scene, 'bob is compared: this is their key.').length, 1);
  });

  test('of a key that changed warns', () => {
    const scene = withBob({}, { words: ptBR });

    answered(scene, '/verify', { ...known, changed: true });

    assert.equal(rowsWith(scene, '! Você e bob:').length, 1);
    assert.equal(rowsWith(scene, 'A chave de bob mudou: estes dígitos são novos.').length, 1);
  });

  test('of somebody who was never met says so', () => {
    const scene = withBob();

    answered(scene, '/verify @eva', { name: 'eva', verified: false, changed: false });

    assert.equal(rowsWith(scene, '! No key of eva was seen here yet.').length, 1);
  });

  test('in a group shows its digits, and whose devices are in it', () => {
    const scene = withBob();
    scene.key('alt+2');
    scene.lines('+lab', []);
    scene.effects();
    const roster = [
      { user: 'duna', device: 1 },
      { user: 'bob', device: 7 },
      { user: 'duna', device: 4 },
    ];

    const asked = answered(scene, '/verify', { code, gen: 1, epoch: 3, roster });

    assert.deepEqual(asked, [{ kind: 'room-code', room: '+lab' }]);
    const [digits] = rowsWith(scene, '10000');
    assert.match(digits ?? '', /10000 14321 18642 22963 27284/);
    assert.equal(rowsWith(scene, 'duna: devices 1, 4').length, 1);
    assert.equal(rowsWith(scene, 'bob: device 7').length, 1);
  });

  test('in a channel, of oneself and of nothing says what is', () => {
    const scene = withBob();
    scene.key('alt+1');
    scene.lines('#lobby', []);
    scene.effects();

    for (const text of ['/verify', '/verify @duna', '/verify a b c']) command(scene, text);

    assert.deepEqual(asks(scene), []);
    assert.equal(rowsWith(scene, 'A channel is open').length, 1);
    assert.equal(rowsWith(scene, 'That is you.').length, 1);
    assert.equal(rowsWith(scene, 'It is: /verify [@name] [ok]').length, 1);
  });
});

describe('a key that changed', () => {
  test('stands in a frame below the conversation, for as long as nothing is sent', () => {
    const scene = withBob({ alarm: ['bob'] });
    scene.tell({ event: 'key-changed', user: 'bob' });

    assertScreen(
      scene,
      `
      | C:\\> PYCHAT.EXE - duna@nuvem.local:7070                               _  □  ×
      |┌─ Chats ──────────┬─ @bob ────────────────────────────────────── KEY CHANGED ─┐
      |│ # lobby          │                                                           │
      |│ + lab            │                                                           │
      |│►○ bob           !│                                                           │
      |│                  │                                                           │
      |│                  │                                                           │
      |│                  │                                                           │
      |│                  │                                                           │
      |│                  │                                                           │
      |│                  │                                                           │
      |│                  │                                                           │
      |│                  │11:31        <bob> oi                                      │
      |│                  │11:32       <duna> oi! ✓                                   │
      |│                  │┌─────────────────────────────────────────────────────────┐│
      |│                  ││ ! The key of bob changed: nothing of yours is sent      ││
      |│                  ││ here. They began anew, or somebody poses as them.       ││
      |│                  ││ Compare the digits of /verify @bob with them by another ││
      |│                  ││ way. If they are the same there: /verify @bob ok. If    ││
      |│                  ││ not: /block bob.                                        ││
      |│                  │└─────────────────────────────────────────────────────────┘│
      |└──────────────────┴───────────────────────────────────────────────────────────┘
      | duna> message… (F1 help, Ctrl+K commands)
      | 12:00 ● 3ms                                F1Help F9Theme ^KCmds ^FFind ^QQuit
      `,
    );
    scene.tell({ event: 'room', room: room('@bob', { sealed: true, head: 2 }) });
    assert.equal(rowsWith(scene, 'changed').length, 0);
    assert.equal(rowsWith(scene, '🔒 sealed').length, 1);
  });

  test('takes no more than half of a small screen, in Portuguese too', () => {
    const scene = withBob({ alarm: ['bob'] }, { columns: 40, lines: 12, words: ptBR });

    assertScreen(
      scene,
      `
      | C:\\> PYCHAT.EXE - duna        _  □  ×
      |┌─ @bob ───────────────── CHAVE MUDOU ─┐
      |│                                      │
      |│                                      │
      |│                                      │
      |│11:31 <bob> oi                        │
      |│11:32 <duna> oi! ✓                    │
      |│! A chave de bob mudou: nada é        │
      |│enviado. /verify @bob                 │
      |└──────────────────────────────────────┘
      | duna> mensagem… (F1 ajuda, Ctrl+K coma…
      | 12:00 ● 3ms       F1Ajuda ^KCmds ^QSai
      `,
    );
  });

  test('of somebody in no room that waits for them is told once, in a frame', () => {
    const scene = withBob();

    scene.tell({ event: 'key-changed', user: 'eva' });

    assert.equal(rowsWith(scene, '! The key of eva changed. /verify @eva shows').length, 1);
  });

  test('of people with hostile names leaves every row as wide as it is', () => {
    const alarm = ['\u001b[31mbob\u202e', '美'.repeat(60), 'b\u0300\u0301\u0302\u0303\u0304', 'x'];
    for (const columns of [20, 40, 80, 120])
      for (const lines of [6, 10, 24]) {
        const scene = withBob({ alarm }, { columns, lines });
        answered(scene, '/verify', { ...known, name: '\u001b[2Jbob\u202e\n' });
        const { rows } = frameOf(scene);
        assert.equal(rows.length, lines);
        for (const row of rows) assert.equal(rowWidth(row), columns);
        for (const sign of ['\u001b', '\u202e']) assert.equal(textOf(scene).includes(sign), false);
      }
  });
});

describe('who can read', () => {
  test('stands above the conversation: everybody, its people, or nobody yet', () => {
    const head = (more: Partial<RoomRow>, words = en): string =>
      textOf(withBob(more, { words })).split('\n')[1]?.slice(20) ?? '';

    assert.match(head({ sealed: false }), /─ NOT SEALED ─┐$/);
    assert.match(head({ sealed: false, waiting: 'line' }), /─ sealed from the next line on ─┐$/);
    assert.match(head({ sealed: false, waiting: 'let-in' }), /─ waiting to be let in ─┐$/);
    assert.match(head({}), /─ 🔒 sealed ─┐$/u);
    assert.match(head({}, ptBR), /─ 🔒 selado ─┐$/u);
    const lobby = withBob();
    lobby.key('alt+1');
    assert.equal(
      rowsWith(lobby, 'open: everybody of this nuvem and its operator can read').length,
      0,
    );
    lobby.set((state) => ({ ...state, columns: 120 }));
    assert.equal(
      rowsWith(lobby, 'open: everybody of this nuvem and its operator can read').length,
      1,
    );
  });

  test('who waits to be let in is told what happens', () => {
    const scene = withBob({ sealed: false, waiting: 'let-in' });

    assert.equal(rowsWith(scene, 'Waiting to be let in: a device of this').length, 1);
    scene.tell({ event: 'room', room: room('@bob', { sealed: true, head: 2 }) });
    assert.equal(rowsWith(scene, 'aiting to be let in').length, 0);
  });
});

describe('line by line', () => {
  const lobby = [room('#lobby'), room('@bob', { sealed: true })] as const;

  test('a conversation says whether it is sealed, and what keeps lines back', () => {
    const scene = plainScene();
    scene.rooms(...lobby);
    scene.texts();

    scene.typed('/dm bob');
    const entered = scene.texts();
    scene.tell({ event: 'room', room: room('@bob', { sealed: true, alarm: ['bob'] }) });
    scene.tell({ event: 'key-changed', user: 'bob' });
    const held = scene.texts();
    scene.tell({ event: 'room', room: room('@bob', { sealed: true }) });
    const free = scene.texts();
    scene.tell({ event: 'room', room: room('@bob', { waiting: 'let-in' }) });
    scene.tell({ event: 'room', room: room('@bob', { sealed: true }) });

    assert.deepEqual(entered, ['-- now in @bob, sealed']);
    assert.equal(held.length, 1);
    assert.match(held[0]!, /^! The key of bob changed: nothing of yours is sent here\./);
    assert.deepEqual(free, ['-- what you write is sent again']);
    const [waits, came] = scene.texts();
    assert.match(waits!, /^-- Waiting to be let in: /);
    assert.equal(came, `-- ${en.seals.wasLetIn}`);
  });

  test('digits are read aloud group by group', () => {
    const scene = plainScene({ aloud: true });
    scene.rooms(...lobby);
    scene.typed('/dm bob');
    scene.texts();

    scene.typed('/verify');
    const purpose = { for: 'person', to: '@bob', isOk: false } as const;
    scene.happen({ type: 'answer', purpose, answer: known });

    const [text = ''] = scene.texts();
    assert.match(text, /^You and bob:\n\n10000, 14321, 18642, 22963\n27284, /);
  });
});

describe('/devices', () => {
  const device = { label: 'laptop', created: 1, seen: noon, revoked: false, online: true };

  test('says which of them is this one, and whose they are', () => {
    const scene = withBob();

    answered(scene, '/devices', [
      { ...device, id: 1, here: true },
      { ...device, id: 7, here: false, revoked: true },
    ]);
    const asked = answered(scene, '/devices @bob', [{ ...device, id: 9, here: false }]);

    assert.equal(rowsWith(scene, 'Your devices (2)').length, 1);
    assert.match(rowsWith(scene, '1  laptop')[0] ?? '', /this one/);
    assert.match(rowsWith(scene, '7  laptop')[0] ?? '', /revoked/);
    assert.deepEqual(asked, [{ kind: 'devices', name: 'bob' }]);
    assert.equal(rowsWith(scene, 'Their devices (1)').length, 1);
  });

  test('revokes one by its number', () => {
    const scene = withBob();

    const asked = answered(scene, '/devices revoke 7', undefined);
    command(scene, '/devices revoke seven');

    assert.deepEqual(asked, [{ kind: 'revoke-device', device: 7 }]);
    assert.match(textOf(scene).split('\n').at(-1) ?? '', /device 7 is revoked/);
    assert.deepEqual(asks(scene), []);
    assert.equal(rowsWith(scene, 'It is: /devices').length, 1);
  });
});

describe('a device that waits', () => {
  const knock = { event: 'knock', device: 7, label: 'laptop', until: noon + day } as const;
  const shows = (digits: string) => ({ event: 'digits', device: 1, digits }) as const;

  test('is asked about as long as it waits: until it was confirmed or revoked, here or elsewhere', () => {
    const asked = (): Scene => {
      const scene = withBob();
      scene.tell(knock);
      scene.tell(knock);
      assert.equal(rowsWith(scene, 'A new device of yours waits').length, 1);
      return scene;
    };
    const over = { event: 'knock-over', device: 7 } as const;
    const here = asked();
    answered(here, '/devices confirm 7', { state: 'shown' });
    const typed = rowsWith(here, 'Device 7 shows six digits').length;
    here.tell(over);
    answered(here, '/devices confirm 7 123456', { state: 'confirmed' });
    const elsewhere = asked();
    elsewhere.tell({ ...over, device: 8 });
    const still = rowsWith(elsewhere, 'A new device of yours waits').length;
    elsewhere.tell(over);
    const revoked = asked();
    answered(revoked, '/devices revoke 7', undefined);

    assert.deepEqual([typed, still], [1, 1]);
    for (const scene of [here, elsewhere, revoked])
      assert.doesNotMatch(textOf(scene), /device of yours waits|six digits/);
    assert.match(textOf(here), /Device 7 is confirmed/);
  });

  test('shows the digits that serve, and says when it was let in', () => {
    const scene = withBob({ sealed: false, waiting: 'confirm' });
    scene.tell(shows('111111'));
    scene.tell(shows('222222'));
    const waits = textOf(scene);
    scene.tell({ event: 'room', room: room('@bob', { sealed: true }) });
    const isIn = textOf(scene);

    assert.match(waits, /222222/);
    assert.doesNotMatch(waits, /111111/);
    assert.doesNotMatch(isIn, /222222/);
    assert.match(isIn, /This device was let in/);
  });

  test('is told so in a channel, too, and line by line where one is', () => {
    const waits = room('@bob', { waiting: 'confirm' });
    const scene = newScene();
    scene.tell({ event: 'link', link: { state: 'up' } });
    scene.rooms([room('#lobby'), waits]);
    const plain = plainScene();
    plain.rooms(room('#lobby'), room('@bob', { sealed: true }));
    plain.texts();
    plain.tell({ event: 'room', room: waits });
    const inLobby = plain.texts();
    plain.typed('/dm bob');
    const there = plain.texts();
    plain.tell({ event: 'room', room: room('@bob', { sealed: true }) });

    assert.match(textOf(scene), /This device is new: it reads direct messages/);
    assert.deepEqual(inLobby, [`-- ${en.seals.confirmElsewhere}`]);
    assert.deepEqual(there, ['-- now in @bob', `-- ${en.seals.confirmWhole}`]);
    assert.deepEqual(plain.texts(), [`-- ${en.seals.wasLetIn}`]);
  });

  test('why there is no link any more stands there until there is one', () => {
    const scene = newScene();
    const down = { state: 'down', why: 'lost', reason: ['old-copy'] } as const;
    scene.tell({ event: 'link', link: down });
    const bare = textOf(scene);
    scene.tell({ event: 'room', room: room('#lobby') });
    const inRoom = textOf(scene);
    scene.tell({ event: 'link', link: { state: 'up' } });

    for (const text of [bare, inRoom])
      assert.match(text.replaceAll(/[\s│]+/g, ' '), /Then: \/retry/);
    assert.doesNotMatch(textOf(scene), /retry/);
  });
});

describe('somebody new in a sealed room', () => {
  const eva = { mark: 'a1', people: ['eva'], devices: [], more: 0 };
  const withEva = (options: Options = {}): Scene => withBob({ newcomers: eva }, options);
  const sent = (scene: Scene) =>
    asks(scene).flatMap(({ ask }) => (ask.kind === 'send' || ask.kind === 'meet' ? [ask] : []));

  test('is asked about once, before the next line: Enter again sends it', () => {
    const scene = withEva();

    command(scene, 'oi, eva');
    const before = sent(scene);

    assert.deepEqual(before, []);
    assertScreen(
      scene,
      `
      | C:\\> PYCHAT.EXE - duna@nuvem.local:7070                               _  □  ×
      |┌─ Chats ──────────┬─ @bob ───────────────────────────────────────── NEW here ─┐
      |│ # lobby          │                                                           │
      |│ + lab            │                                                           │
      |│►○ bob            │                                                           │
      |│                  │                                                           │
      |│                  │                                                           │
      |│                  │                                                           │
      |│                  │                                                           │
      |│                  │                                                           │
      |│                  │                                                           │
      |│                  │                                                           │
      |│                  │                                                           │
      |│                  │                                                           │
      |│                  │                                                           │
      |│                  │11:31        <bob> oi                                      │
      |│                  │11:32       <duna> oi! ✓                                   │
      |│                  │┌─────────────────────────────────────────────────────────┐│
      |│                  ││ send to NEW: eva?                                       ││
      |│                  ││ Enter sends · Esc keeps what you wrote                  ││
      |│                  │└─────────────────────────────────────────────────────────┘│
      |└──────────────────┴───────────────────────────────────────────────────────────┘
      | duna> oi, eva
      | 12:00 ● 3ms                                F1Help F9Theme ^KCmds ^FFind ^QQuit
      `,
    );
    scene.key('enter');
    assert.deepEqual(
      sent(scene).map((ask) => ('mark' in ask ? [ask.kind, ask.mark] : [ask.kind])),
      [['meet', 'a1'], ['send']],
    );
    scene.tell({ event: 'room', room: room('@bob', { sealed: true, head: 2, read: 2 }) });
    command(scene, 'e mais');
    assert.deepEqual(
      sent(scene).map(({ kind }) => kind),
      ['send'],
    );
  });

  test('keeps what was written where nobody wants to send it, and asks again for who came meanwhile', () => {
    const scene = withEva();
    command(scene, 'oi');
    scene.key('escape');

    assert.equal(rowsWith(scene, ' duna> oi').length, 1);
    assert.equal(rowsWith(scene, 'send to NEW').length, 0);
    assert.equal(rowsWith(scene, 'NEW here: eva. Your next line asks first.').length, 1);
    scene.key('enter');
    scene.tell({
      event: 'room',
      room: room('@bob', { sealed: true, newcomers: { ...eva, mark: 'b2', devices: ['bob'] } }),
    });
    scene.key('enter');
    assert.deepEqual(sent(scene), []);
    assert.equal(rowsWith(scene, 'send to NEW: eva, bob (another device)?').length, 1);
  });

  test('is met by Enter on nothing, twice, where something waits', () => {
    const scene = withBob();
    command(scene, 'oi');
    sent(scene);
    scene.tell({
      event: 'room',
      room: room('@bob', { sealed: true, head: 2, read: 2, newcomers: eva }),
    });

    assert.equal(rowsWith(scene, 'What you wrote waits.').length, 1);
    scene.key('enter');
    assert.deepEqual(sent(scene), []);
    scene.key('enter');
    assert.deepEqual(
      sent(scene).map(({ kind }) => kind),
      ['meet'],
    );
  });

  test('of a hostile name, or on the smallest screen, leaves every row as wide as it is', () => {
    const people = ['\u001b[31mbob\u202e', '美'.repeat(60)];
    for (const columns of [20, 40, 80])
      for (const lines of [6, 10, 24]) {
        const scene = withBob(
          { newcomers: { mark: 'c3', people, devices: people, more: 7 } },
          { columns, lines, words: ptBR },
        );
        command(scene, 'oi');
        const { rows } = frameOf(scene);
        assert.equal(rows.length, lines);
        for (const row of rows) assert.equal(rowWidth(row), columns);
        for (const sign of ['\u001b', '\u202e']) assert.equal(textOf(scene).includes(sign), false);
      }
  });

  test('is asked about line by line too: what is typed waits for /meet, or for /cancel', () => {
    const scene = plainScene();
    scene.rooms(room('@bob', { sealed: true, newcomers: eva }));
    scene.tell({ event: 'link', link: { state: 'up' } });
    scene.typed('/go bob');
    scene.texts();
    scene.asks();

    scene.typed('um', 'dois');
    const told = scene.texts();
    const before = scene.asks();
    scene.typed('/meet');
    const after = scene.asks();
    scene.typed('tres', '/cancel');

    assert.match(
      told.join('\n'),
      /Send to NEW: eva\? \/meet sends what you wrote, \/cancel drops it\./,
    );
    assert.deepEqual(before, []);
    assert.deepEqual(
      after.map((ask) => (ask.kind === 'send' ? ask.content : ask.kind)),
      ['meet', { kind: 'text', text: 'um\ndois' }],
    );
    assert.deepEqual(
      scene.asks().filter(({ kind }) => kind === 'send'),
      [],
    );
  });
});
