import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import type { LineRow } from '../../src/client/port.ts';
import { commands } from '../../src/tui/commands/_all.ts';
import { inLetters } from '../../src/tui/plain/ascii.ts';
import { screen as ptBR } from '../../src/words/pt-BR/screen.ts';
import { type PlainScene, plainScene } from './rig/plain.ts';
import { line, noon, room } from './rig/scene.ts';

/** In `#lobby` with a line of ana, which is number 1, and connected. */
function lobby(options: Parameters<typeof plainScene>[0] = {}): PlainScene {
  const scene = plainScene(options);
  scene.rooms(room('#lobby', { head: 1 }), room('@ana'), room('+lab', { members: 3 }));
  scene.tell({ event: 'link', link: { state: 'up', latency: 2 } });
  scene.lines('#lobby', now('#lobby', 1, 'ana', 'bom dia'));
  scene.lines('@ana');
  scene.lines('+lab');
  scene.texts();
  scene.effects();
  return scene;
}

const aloud = (options: Parameters<typeof plainScene>[0] = {}): PlainScene =>
  lobby({ ...options, aloud: true });

const now = (to: string, seq: number, from: string, text: string, more: Partial<LineRow> = {}) =>
  line(to, seq, from, text, { at: noon, ...more });

const heard = (scene: PlainScene, ...lines: readonly LineRow[]): readonly string[] => {
  for (const one of lines) scene.tell({ event: 'line', line: one });
  return scene.texts();
};

const sent = (scene: PlainScene) =>
  scene.asks().flatMap((ask) => (ask.kind === 'send' ? [ask] : []));

/** Sends what is typed, and has the nuvem store it. */
function said(scene: PlainScene, text: string, seq: number, to = '#lobby'): readonly string[] {
  scene.typed(text);
  const [ask] = sent(scene);
  scene.tell({ event: 'state', room: to, id: ask?.id ?? '', seq, state: 'stored' });
  return scene.texts();
}

describe('line by line', () => {
  test('who says what, where, is one line with a number of its own', () => {
    const scene = lobby();

    const texts = heard(scene, now('#lobby', 2, 'bob', 'oi @duna'), now('@ana', 1, 'ana', 'psst'));

    assert.deepEqual(texts, [
      '2026-11-21 12:00 #lobby 2 <bob, calls you> oi @duna',
      '2026-11-21 12:00 @ana 3 <ana> psst',
    ]);
  });

  test('the same is a sentence where it is read aloud, with the room where it is another', () => {
    const scene = aloud();

    const texts = heard(scene, now('#lobby', 2, 'bob', 'oi @duna'), now('@ana', 1, 'ana', 'psst'));
    const other = heard(scene, now('+lab', 1, 'bob', 'hm'));

    assert.deepEqual(texts, [
      'Line 2, bob, calls you: oi @duna',
      'Line 3, to you alone, ana: psst',
    ]);
    assert.deepEqual(other, ['Line 4, in +lab, bob: hm']);
  });

  test('what was printed is read, wherever it was said', () => {
    const scene = lobby();

    heard(scene, now('@ana', 1, 'ana', 'psst'));

    assert.deepEqual(
      scene.asks().filter(({ kind }) => kind === 'read'),
      [{ kind: 'read', room: '@ana', seq: 1 }],
    );
    assert.equal(scene.state().chats.find(({ to }) => to === '@ana')?.unread, 0);
  });

  test('rows of one message cannot pass for lines of others', () => {
    const text = 'one\n2026-11-21 12:00 #lobby 3 <bob> two\nLine 4, bob: three';
    const [plain] = heard(lobby(), now('#lobby', 2, 'ana', text));
    const [spoken] = heard(aloud(), now('#lobby', 2, 'ana', text));

    assert.equal(
      plain,
      '2026-11-21 12:00 #lobby 2 <ana> one\n    | 2026-11-21 12:00 #lobby 3 <bob> two\n    | Line 4, bob: three',
    );
    assert.match(spoken!, /^Line 2, ana, 3 rows:\none\n.*\n.*\nEnd of line 2\.$/);
  });

  test('what a terminal would obey is never printed', () => {
    const bad = '\u001b]52;c;aGk=\u0007\u202egpj\u009b2J';
    for (const scene of [lobby(), aloud()]) {
      const texts = [
        ...heard(scene, now('#lobby', 2, 'ana', bad)),
        ...heard(
          scene,
          now('#lobby', 3, 'bob', '', { content: { kind: 'edit', of: 1, text: bad } }),
          now('#lobby', 4, 'bob', '', { content: { kind: 'react', of: 1, with: bad, on: true } }),
          now('#lobby', 5, 'bob', '', {
            content: { kind: 'notice', change: 'topic', names: [bad], by: bad, text: bad },
          }),
        ),
      ];
      scene.tell({ event: 'key-changed', user: bad });
      scene.typed(`/reply 1 ${bad}`, `/${bad}`, `/go ${bad}`, `/help ${bad}`, '/copy 2', '/open 2');
      const all = [...texts, ...scene.texts()];

      assert.ok(all.length >= 8, String(all.length));
      for (const text of all) assert.doesNotMatch(text, /(?!\n)\p{Cc}|\u202e/u);
    }
  });

  test('a long message is folded, and shown whole by its number', () => {
    const scene = lobby();
    const text = Array.from({ length: 1000 }, (_none, at) => `row ${at}`).join('\n');

    const [folded] = heard(scene, now('#lobby', 2, 'ana', text));
    scene.typed('/open 2');

    assert.match(folded!, /\| row 7\n {4}\| … 992 more lines; \/open 2 shows it whole$/);
    assert.deepEqual(scene.texts(), [text]);
  });

  describe('of what was said while one was away', () => {
    const old = (seq: number): LineRow =>
      now('#lobby', seq, 'ana', `n${seq}`, { at: noon - 120_000 });
    const all = Array.from({ length: 50 }, (_none, at) => old(at + 1));

    test('twenty lines are read aloud unasked, and /older goes on', () => {
      const scene = plainScene({ aloud: true });
      scene.rooms(room('#lobby', { head: 50 }));
      scene.lines('#lobby', ...all);
      const first = scene.texts();

      scene.typed('/older 3');

      assert.equal(first.filter((text) => text.startsWith('Line ')).length, 20);
      assert.ok(first.includes('30 unread lines before these; /older shows them'));
      assert.deepEqual(scene.texts(), [
        'Line 21, ana: n28',
        'Line 22, ana: n29',
        'Line 23, ana: n30',
      ]);
    });

    test('what comes one by one is gathered first, and a line keeps its number', () => {
      const scene = plainScene({ aloud: true });
      scene.rooms(room('#lobby', { head: 1 }));
      scene.lines('#lobby', old(1));
      scene.texts();
      for (const each of all.slice(1)) scene.tell({ event: 'line', line: each });
      assert.deepEqual(scene.texts(), []);

      scene.happen({ type: 'tick' });
      const texts = scene.texts();
      scene.typed('/older 30');

      assert.equal(texts[0], '29 unread lines before these; /older shows them');
      assert.deepEqual(
        [texts.length, texts[1], texts[20]],
        [21, 'Line 2, ana: n31', 'Line 21, ana: n50'],
      );
      assert.deepEqual(scene.texts().slice(0, 2), ['Line 1, ana: n1', 'Line 22, ana: n2']);
    });

    test('all is printed where it is not read aloud', () => {
      const scene = plainScene();
      scene.rooms(room('#lobby', { head: 50 }));
      scene.lines('#lobby', ...all.slice(0, 2));
      for (const each of all.slice(2)) scene.tell({ event: 'line', line: each });

      assert.equal(scene.texts().filter((text) => text.includes('<ana>')).length, 50);
    });
  });

  test('a hole is told, and what it lacked when it comes after all', () => {
    const scene = lobby();

    const texts = heard(scene, now('#lobby', 4, 'ana', 'four'));
    scene.happen({
      type: 'answer',
      purpose: { for: 'hole', to: '#lobby' },
      answer: {
        lines: [now('#lobby', 2, 'ana', 'two'), now('#lobby', 3, 'ana', 'three')],
        whole: false,
      },
    });

    assert.deepEqual(texts, [
      '2026-11-21 12:00 #lobby -- ! 2 messages missing here',
      '2026-11-21 12:00 #lobby 2 <ana> four',
    ]);
    assert.deepEqual(scene.texts(), [
      '2026-11-21 12:00 #lobby -- came late',
      '2026-11-21 12:00 #lobby 3 <ana> two',
      '2026-11-21 12:00 #lobby 4 <ana> three',
    ]);
  });

  test('every sentence is there in Portuguese', () => {
    const scene = aloud({ words: ptBR });

    const texts = heard(
      scene,
      now('#lobby', 2, 'bob', 'sim', { content: { kind: 'reply', to: 1, text: 'sim @duna' } }),
      now('@ana', 1, 'ana', 'um\ndois'),
    );

    assert.deepEqual(texts, [
      'Linha 2, bob, responde a linha 1, chama você: sim @duna',
      'Linha 3, só para você, ana, 2 fileiras:\num\ndois\nFim da linha 3.',
    ]);
  });

  test('--ascii has letters for our signs, and leaves what people write', () => {
    assert.equal(inLetters('#lobby 4 <ana> é 日本 ✓✓ …'), '#lobby 4 <ana> é 日本 vv .');
  });
});

describe('own lines', () => {
  test('are printed when they are stored, and their way is told in a moment, together', () => {
    const scene = aloud();
    const texts = [...said(scene, 'one', 1, '#lobby'), ...said(scene, 'two.', 2, '#lobby')];
    assert.deepEqual(texts.slice(-1), ['Line 2, you: two. Sent.']);

    const dm = aloud();
    dm.typed('/go ana');
    dm.texts();
    const ids = ['a', 'b'].map((text, at) => {
      dm.typed(text);
      const [ask] = sent(dm);
      dm.tell({ event: 'state', room: '@ana', id: ask!.id, seq: at + 1, state: 'stored' });
      return ask!.id;
    });
    dm.texts();
    for (const state of ['delivered', 'read'] as const)
      for (const [at, id] of ids.entries())
        dm.tell({ event: 'state', room: '@ana', id, seq: at + 1, state });
    assert.deepEqual(dm.texts(), []);
    dm.happen({ type: 'tick' });
    assert.deepEqual(dm.texts(), ['Lines 2 to 3 in @ana: read']);
  });

  test('that wait, or fail, say so', () => {
    const scene = lobby();
    scene.tell({
      event: 'link',
      link: { state: 'down', retryIn: 2000, why: 'x', reason: ['silent'] },
    });
    scene.texts();

    scene.typed('hello');
    const waits = scene.texts();
    const [ask] = sent(scene);
    scene.tell({
      event: 'state',
      room: '#lobby',
      id: ask!.id,
      state: 'failed',
      why: 'x',
      reason: ['unreached'],
    });

    assert.deepEqual(waits, ['-- 1 line waits; it goes out when the nuvem is there again']);
    assert.deepEqual(scene.texts(), ['! not sent: hello: The nuvem cannot be reached']);
  });

  test('of several rows are written until a dot, and no row of them is a command', () => {
    const scene = lobby();

    scene.typed('/lines', '/quit', '', 'two', '.');
    scene.typed('/lines', 'x', '/cancel');
    scene.typed('/lines', 'to the end');
    scene.happen({ type: 'input', input: { kind: 'key', chord: 'ctrl+d' } });

    assert.deepEqual(
      sent(scene).map(({ content }) => content),
      [
        { kind: 'text', text: '/quit\n\ntwo' },
        { kind: 'text', text: 'to the end' },
      ],
    );
  });
});

describe('a line is called by its number', () => {
  test('wherever it was said, and one stays where one is', () => {
    const scene = lobby();
    heard(scene, now('@ana', 1, 'ana', 'psst'));

    scene.typed('/reply 2 sim', '/react 2 :thumbsup:', '/reply 1 1 2 3');

    assert.deepEqual(
      sent(scene).map(({ to, content }) => [to, content]),
      [
        ['@ana', { kind: 'reply', text: 'sim', to: 1 }],
        ['@ana', { kind: 'react', of: 1, with: '👍', on: true }],
        ['#lobby', { kind: 'reply', text: '1 2 3', to: 1 }],
      ],
    );
    assert.equal(scene.state().at, '#lobby');
  });

  test('to be corrected or taken back, an own one alone', () => {
    const scene = lobby();
    said(scene, 'oi', 2);

    scene.typed('/edit 2 olá', '/delete 2', '/edit 1 hacked');

    assert.deepEqual(
      sent(scene).map(({ content }) => content),
      [
        { kind: 'edit', text: 'olá', of: 2 },
        { kind: 'delete', of: 2 },
      ],
    );
    assert.match(scene.texts().at(-1)!, /no line of yours/);
  });

  test('without a text the next line is it, in that conversation, unless it is given up', () => {
    const scene = lobby();
    heard(scene, now('@ana', 1, 'ana', 'psst'));

    scene.typed('/reply 2');
    const told = scene.texts();
    scene.typed('sim', '/reply 2', '/cancel', 'not a reply');

    assert.deepEqual(told, [
      '-- now in @ana, not sealed yet',
      '-- what you type next answers 2; /cancel gives it up',
    ]);
    assert.deepEqual(
      sent(scene).map(({ to, content: { kind } }) => [to, kind]),
      [
        ['@ana', 'reply'],
        ['@ana', 'text'],
      ],
    );
  });

  test('which is not here, is said', () => {
    const scene = lobby();

    scene.typed('/reply 77 x', '/open', '/delete 0');

    assert.deepEqual(
      scene.texts().map((text) => text.slice(0, 22)),
      ['! There is no line 77 ', '! It is: /open number', '! There is no line 0 h'],
    );
    assert.deepEqual(sent(scene), []);
  });

  test('in what others do to it, too', () => {
    const change = (seq: number, content: LineRow['content']) =>
      now('#lobby', seq, 'ana', '', { content });
    const scene = aloud();
    const texts = heard(
      scene,
      change(2, { kind: 'edit', of: 1, text: 'boa tarde' }),
      change(3, { kind: 'react', of: 1, with: '👍', on: true }),
      change(4, { kind: 'delete', of: 1 }),
    );

    assert.deepEqual(texts, [
      'Ana corrected line 1: boa tarde',
      'Ana reacted 👍 to line 1',
      'Ana took back line 1',
    ]);
  });
});

describe('what happens besides', () => {
  test('an identity that changed and a restored nuvem are told, and who asks to talk', () => {
    const scene = aloud();

    scene.tell({ event: 'key-changed', user: 'bob' });
    scene.tell({ event: 'restored', at: noon, lines: 3 });
    scene.tell({ event: 'room', room: room('@eve', { request: true, from: 'eve', head: 1 }) });
    const texts = scene.texts();
    const quiet = heard(scene, now('@eve', 1, 'eve', 'buy this'));
    scene.typed('/go eve');

    assert.match(texts[0]!, /^The key of bob changed/);
    assert.match(texts[1]!, /^The nuvem was restored .* 3 of your lines/);
    assert.match(texts[2]!, /^Eve asks to talk to you\. \/accept, \/decline or \/block eve$/);
    assert.deepEqual(quiet, []);
    assert.ok(scene.texts().includes('Line 2, eve: buy this'));
    assert.ok(!scene.asks().some((ask) => ask.kind === 'read' && ask.room === '@eve'));
  });

  test('who types is said once, until they wrote', () => {
    const scene = aloud();
    scene.typed('/go ana');
    scene.texts();
    const types = () => scene.tell({ event: 'typing', room: '@ana', user: 'ana' });

    types();
    types();
    const once = scene.texts();
    heard(scene, now('@ana', 1, 'ana', 'there'));
    types();

    assert.deepEqual(once, ['Ana is typing']);
    assert.deepEqual(scene.texts(), ['Ana is typing']);
  });

  test('the same trouble of the link is told once', () => {
    const scene = lobby();
    const down = (retryIn: number) =>
      scene.tell({ event: 'link', link: { state: 'down', retryIn, why: 'x', reason: ['silent'] } });

    down(1000);
    down(2000);
    scene.tell({ event: 'link', link: { state: 'up' } });

    const texts = scene.texts();
    assert.equal(texts.length, 2, texts.join('\n'));
    assert.match(texts[0]!, /^-- not connected: .*; trying again in 1 s$/);
    assert.equal(texts[1], '-- connected');
  });

  test('a muted conversation waits until one goes there', () => {
    const scene = lobby();
    scene.typed('/go lab', '/mute', '/go lobby');
    scene.texts();

    const quiet = heard(scene, now('+lab', 1, 'bob', 'hm'));
    scene.typed('/rooms', '/go lab');

    assert.deepEqual(quiet, []);
    const texts = scene.texts();
    assert.match(texts[0]!, /\+lab .*1 unread .*muted/);
    assert.equal(texts.at(-1), '2026-11-21 12:00 +lab 2 <bob> hm');
  });
});

test('what one changed in a room is told once, when it is done', () => {
  const scene = lobby();
  scene.typed('/go lab');
  scene.texts();
  const content = { kind: 'notice', change: 'name', names: [], by: 'duna', text: 'new' } as const;
  const { seq: _none, ...waiting } = now('+lab', 1, 'duna', '', { content, state: 'waiting' });
  assert.deepEqual(heard(scene, waiting), []);
  const stored = now('+lab', 1, 'duna', '', { content, state: 'stored' });
  assert.deepEqual(heard(scene, stored), ['2026-11-21 12:00 +lab -- duna named this room new']);
});

describe('what is half written', () => {
  const drafts = (scene: PlainScene) =>
    scene.asks().flatMap((ask) => (ask.kind === 'draft' ? [[ask.room, ask.text]] : []));

  test('is kept while it is written, and no more once it is sent or given up', () => {
    const scene = lobby();
    scene.typed('/lines', 'one', 'two');
    scene.happen({ type: 'tick' });
    assert.deepEqual(drafts(scene), [['#lobby', 'one\ntwo']]);
    scene.happen({ type: 'tick' });
    assert.deepEqual(drafts(scene), []);

    scene.typed('.');
    scene.happen({ type: 'tick' });
    assert.deepEqual(drafts(scene), [['#lobby', '']]);
  });

  test('is told where it was written, and /lines goes on with it', () => {
    const scene = lobby();
    const answer = [{ room: '+lab', text: 'one\ntwo' }];
    scene.happen({ type: 'answer', purpose: { for: 'drafts' }, answer });
    assert.deepEqual(scene.texts(), []);
    scene.typed('/go lab');
    assert.equal(scene.texts().at(-1), '-- half written here: “one two”; /lines goes on with it');

    scene.typed('/lines');
    assert.deepEqual(scene.texts().slice(1), ['one', 'two']);
    scene.typed('three', '.');
    assert.deepEqual(sent(scene)[0]?.content, { kind: 'text', text: 'one\ntwo\nthree' });
    scene.typed('/go lobby', '/go lab');
    assert.doesNotMatch(scene.texts().join('\n'), /half written/);
  });
});

test('who typed nothing for a minute is called, unless the conversation is muted', () => {
  const scene = lobby();
  const rings = (seq: number, text: string): readonly string[] => {
    scene.wait(4000);
    scene.effects();
    const at = scene.state().now + 4000;
    scene.tell({ event: 'line', line: line('#lobby', seq, 'ana', text, { at }) });
    return scene.effects().flatMap((effect) => (effect.do === 'ask' ? [] : [effect.do]));
  };
  assert.deepEqual(rings(2, '@duna?'), []);
  scene.wait(60_000);
  assert.deepEqual(rings(3, 'hello'), []);
  assert.deepEqual(rings(4, '@duna!'), ['bell', 'notify']);
  scene.typed('here');
  assert.deepEqual(rings(5, '@duna!'), []);
  scene.typed('/mute');
  scene.wait(60_000);
  assert.deepEqual(rings(6, '@duna!'), []);
});

describe('the commands', () => {
  test('are all in the help, and a word finds some', () => {
    const scene = aloud();

    scene.typed('/help');
    const all = scene.texts().join('\n');
    scene.typed('/help reac', '/help zzz');

    for (const { name } of commands) assert.ok(all.includes(`\n/${name}`), name);
    assert.deepEqual(scene.texts(), [
      '/react [number] sign: react to the picked line, or the last one',
      'No match',
    ]);
  });

  test('that look for something print it with numbers', () => {
    const scene = lobby();
    scene.typed('/search-all bom');
    const [ask] = scene.asks();
    assert.deepEqual([ask?.kind, ask && 'room' in ask], ['search', false]);
    const n = scene.state().find?.n ?? '';
    const hits = [now('+lab', 7, 'bob', 'bom mesmo'), now('#lobby', 1, 'ana', 'bom dia')];
    scene.happen({ type: 'answer', purpose: { for: 'found', n }, answer: { hits } });
    const found = scene.texts();
    scene.typed('/reply 2 também');

    assert.deepEqual(found, [
      '-- 2 found, the newest last',
      '2026-11-21 12:00 #lobby 1 <ana> bom dia',
      '2026-11-21 12:00 +lab 2 <bob> bom mesmo',
    ]);
    assert.deepEqual(sent(scene)[0]?.to, '+lab');
    assert.equal(scene.state().find, undefined);
  });

  test('of the dashboard and completion print what they would show', () => {
    const scene = aloud();
    scene.typed('/stats', '/complete /sea', '/complete :thumbsu');
    const counts = { bytes: 2048, frames: 3 };
    const stats = { received: counts, sent: counts, waiting: 0, reconnects: 0, latencies: [4] };
    scene.happen({ type: 'answer', purpose: { for: 'stats' }, answer: stats });

    const texts = scene.texts();
    assert.deepEqual(texts.slice(0, 3), ['/search', '/search-all', '👍 thumbsup']);
    assert.ok(texts.includes('Latency: 4.0 ms'), texts.join('\n'));
    assert.ok(texts.includes('Received: 2.0 KiB · 3 frames'));
    assert.equal(scene.state().dashboard, undefined);
  });

  test('of the list of rooms go by name, by a part of it, and by number', () => {
    const scene = lobby();
    for (const [said_, at] of [
      ['lab', '+lab'],
      ['@ana', '@ana'],
      ['1', '#lobby'],
      ['lb', '#lobby'],
    ])
      for (const typed of [`/go ${said_}`]) {
        scene.typed(typed);
        assert.equal(scene.state().at, at, typed);
      }
    scene.typed('/go nowhere');
    assert.match(scene.texts().at(-1)!, /no conversation is called nowhere/);
  });
});
