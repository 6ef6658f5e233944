import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { LineRow } from '../../src/client/port.ts';
import { editorText } from '../../src/tui/editor.ts';
import type { Effect } from '../../src/tui/state.ts';
import { laboratory, line, minute, newScene, noon, room, type Scene } from './rig/scene.ts';
import { rowsWith, textOf } from './rig/screen.ts';

type Asked = Extract<Effect, { do: 'ask' }>['ask'];
const asks = (scene: Scene): readonly Asked[] =>
  scene.effects().flatMap((effect) => (effect.do === 'ask' ? [effect.ask] : []));
const sends = (scene: Scene) => asks(scene).flatMap((ask) => (ask.kind === 'send' ? [ask] : []));
const draft = (scene: Scene): string => {
  const { chats, at, draft: other } = scene.state();
  return editorText(chats.find(({ to }) => to === at)?.draft ?? other);
};
const chat = (scene: Scene, to: string) => scene.state().chats.find((one) => one.to === to)!;

function lobby(options: Parameters<typeof newScene>[0] = {}): Scene {
  const scene = newScene(options);
  scene.rooms([room('#lobby', { head: 2, read: 2 }), room('@ana', { head: 0 })]);
  scene.tell({ event: 'link', link: { state: 'up', latency: 2 } });
  scene.lines('#lobby', [line('#lobby', 1, 'ana', 'bom dia'), line('#lobby', 2, 'duna', 'oi')]);
  scene.effects();
  return scene;
}

test('what is typed is sent with Enter, and waits in sight until the nuvem has it', () => {
  const scene = lobby();

  scene.type('tudo bem?');
  scene.key('enter');

  const sent = sends(scene)[0]!;
  assert.deepEqual(sent.content, { kind: 'text', text: 'tudo bem?' });
  assert.equal(sent.to, '#lobby');
  assert.equal(draft(scene), '');
  assert.match(rowsWith(scene, 'tudo bem?')[0]!, / tudo bem\? · /);
  scene.tell({ event: 'state', room: '#lobby', id: sent.id, seq: 3, state: 'stored' });
  assert.match(rowsWith(scene, 'tudo bem?')[0]!, / tudo bem\? ✓ /);
  scene.tell({ event: 'state', room: '#lobby', id: sent.id, seq: 3, state: 'read' });
  assert.match(rowsWith(scene, 'tudo bem?')[0]!, / tudo bem\? ✓· /);
});

test('a line that failed says why, in its place', () => {
  const scene = lobby();
  scene.type('oi');
  scene.key('enter');
  const sent = sends(scene)[0]!;

  const why = 'This room is read-only. Ask its owner';
  scene.tell({ event: 'state', room: '#lobby', id: sent.id, state: 'failed', why });

  assert.equal(rowsWith(scene, 'not sent: This room is read-only').length, 1);
});

test('lines that come stand by their number, each once, in whatever order they are told', () => {
  const scene = lobby();
  for (const seq of [4, 3, 5, 4])
    scene.tell({ event: 'line', line: line('#lobby', seq, 'ana', `line ${seq}`) });

  const seen = chat(scene, '#lobby')
    .rows.slice()
    .map(({ seq }) => seq);

  assert.deepEqual(seen, [1, 2, 3, 4, 5]);
});

test('a number told early is no hole, and a hole that cannot be filled is a rule', () => {
  const scene = lobby();
  scene.type('mine');
  scene.key('enter');
  const sent = sends(scene)[0]!;
  scene.tell({ event: 'state', room: '#lobby', id: sent.id, seq: 5, state: 'stored' });
  assert.equal(rowsWith(scene, 'missing').length, 0);

  scene.tell({ event: 'gap', room: '#lobby', from: 3, to: 4 });

  assert.equal(rowsWith(scene, '2 messages missing here').length, 1);
});

test('own lines that were not marked as read are not new at the next start, those of others are', () => {
  for (const [from, rules] of [
    ['duna', 0],
    ['ana', 1],
  ] as const) {
    const scene = newScene();
    scene.rooms([room('#lobby', { head: 1, read: 0 })]);
    scene.tell({ event: 'link', link: { state: 'up', latency: 2 } });
    scene.lines('#lobby', [line('#lobby', 1, from, 'still here?')]);

    assert.equal(rowsWith(scene, 'new messages').length, rules, from);
  }
});

test('what is in front of somebody is read; what comes while the window is elsewhere is not', () => {
  const scene = lobby();
  scene.tell({ event: 'line', line: line('#lobby', 3, 'ana', 'seen') });
  const read = asks(scene);
  scene.happen({ type: 'input', input: { kind: 'focus', focused: false } });
  scene.tell({ event: 'line', line: line('#lobby', 4, 'ana', 'unseen') });

  assert.deepEqual(read, [{ kind: 'read', room: '#lobby', seq: 3 }]);
  assert.deepEqual(asks(scene), []);
  assert.equal(chat(scene, '#lobby').unread, 1);
  assert.equal(rowsWith(scene, 'new messages').length, 1);
  scene.happen({ type: 'input', input: { kind: 'focus', focused: true } });
  assert.deepEqual(asks(scene), [{ kind: 'read', room: '#lobby', seq: 4 }]);
});

test('bell and notification only for a call, in another window, where nothing is muted', () => {
  const rings = (scene: Scene, from: string, text: string): number => {
    scene.effects();
    const at = noon;
    const seq = 3 + chat(scene, '#lobby').rows.length;
    scene.tell({ event: 'line', line: line('#lobby', seq, from, text, { at }) });
    return scene.effects().filter((effect) => effect.do === 'bell').length;
  };
  const scene = lobby();
  assert.equal(rings(scene, 'ana', '@duna?'), 0, 'the window is looked at');
  scene.happen({ type: 'input', input: { kind: 'focus', focused: false } });

  assert.equal(rings(scene, 'ana', 'hello'), 0, 'nobody was called');
  assert.equal(rings(scene, 'ana', '@duna!'), 1);
  assert.equal(rings(scene, 'ana', '@dunamis!'), 0, 'another name');
  scene.type('/mute');
  scene.key('enter');
  assert.equal(rings(scene, 'ana', '@duna!'), 0, 'muted');
});

test('drafts stay with their conversation', () => {
  const scene = lobby();
  scene.type('half a thou');
  scene.key('alt+down');
  assert.equal(scene.state().at, '@ana');
  assert.equal(draft(scene), '');
  assert.equal(rowsWith(scene, '# lobby ✎').length, 1);

  scene.key('alt+up');
  assert.equal(rowsWith(scene, '✎').length, 0);

  assert.equal(draft(scene), 'half a thou');
});

test('Up corrects the last own line, Up again calls back what was sent, Esc gives up', () => {
  const scene = lobby();
  scene.type('one');
  scene.key('enter', 'up');
  assert.equal(draft(scene), 'oi', 'what waits has no number yet, so it cannot be corrected');
  scene.effects();
  scene.type('!');
  scene.key('enter');

  assert.deepEqual(sends(scene)[0]?.content, { kind: 'edit', text: 'oi!', of: 2 });
  scene.key('up', 'up');
  assert.equal(draft(scene), 'oi!');
  scene.key('up');
  assert.equal(draft(scene), 'one');
  scene.key('down', 'down');
  assert.equal(draft(scene), '');
});

test('a correction takes the place of what it corrects, but only its author’s', () => {
  const scene = lobby();
  const edit = { kind: 'edit', of: 1, text: 'boa noite' } as const;
  scene.tell({ event: 'line', line: line('#lobby', 3, 'eva', '', { content: edit }) });
  assert.equal(rowsWith(scene, 'bom dia').length, 1);

  scene.tell({ event: 'line', line: line('#lobby', 4, 'ana', '', { content: edit }) });

  assert.equal(rowsWith(scene, 'boa noite (edited)').length, 1);
  assert.equal(rowsWith(scene, 'bom dia').length, 0);
});

test('a quote reads as the line does that is answered, and tells nothing of what was taken back', () => {
  const scene = lobby();
  const lobbyLine = (seq: number, from: string, content: LineRow['content']) =>
    scene.tell({ event: 'line', line: line('#lobby', seq, from, '', { content }) });
  lobbyLine(3, 'duna', { kind: 'reply', to: 1, text: 'bom!' });
  assert.equal(rowsWith(scene, '┌ ana: bom dia').length, 1);

  lobbyLine(4, 'ana', { kind: 'edit', of: 1, text: 'boa tarde' });
  assert.equal(rowsWith(scene, '┌ ana: boa tarde').length, 1);
  lobbyLine(5, 'ana', { kind: 'delete', of: 1 });
  assert.equal(rowsWith(scene, '┌ ana: (removed)').length, 1);
  assert.equal(rowsWith(scene, 'tarde').length, 0);
});

test('a picked line is answered, reacted to, taken back', () => {
  const scene = lobby();
  scene.key('ctrl+up', 'ctrl+up');
  scene.type('r');
  scene.type('bom!');
  scene.key('enter');
  assert.deepEqual(sends(scene)[0]?.content, { kind: 'reply', text: 'bom!', to: 1 });

  scene.key('ctrl+up');
  scene.type('+');
  assert.deepEqual(sends(scene)[0]?.content, { kind: 'react', of: 2, with: '👍', on: true });
  scene.key('ctrl+up');
  scene.type('d');
  assert.deepEqual(sends(scene)[0]?.content, { kind: 'delete', of: 2 });
});

test('Tab completes people, channels and commands, and goes round', () => {
  const scene = lobby();
  scene.tell({ event: 'presence', user: 'anatole', state: 'online', at: noon });
  scene.type('oi @an');
  scene.key('tab');
  assert.equal(draft(scene), 'oi @ana ');
  scene.key('tab');
  assert.equal(draft(scene), 'oi @anatole ');
  scene.key('tab', 'ctrl+u');
  scene.type('see #lo');
  scene.key('tab');
  assert.equal(draft(scene), 'see #lobby ');
  scene.key('ctrl+u');
  scene.type('/chan');
  scene.key('tab');

  assert.equal(draft(scene), '/channel ');
  scene.key('ctrl+u');
  scene.type('/theme am');
  scene.key('tab');
  assert.equal(draft(scene), '/theme amber');
  scene.key('ctrl+u');
  scene.type('/theme ');
  scene.key('tab', 'tab');
  assert.equal(draft(scene), `/theme ${scene.state().themes[1]}`);
});

test('a nuvem that makes up people without end fills no memory', () => {
  const scene = lobby();
  for (let n = 0; n < 6000; n += 1)
    scene.tell({ event: 'presence', user: `p${n}`, state: 'online', at: noon });

  assert.equal(scene.state().presence.size, 5000);
});

test('the palette finds conversations and commands by a few letters', () => {
  const scene = lobby();
  scene.key('ctrl+k');
  scene.type('ana');
  scene.key('enter');
  assert.equal(scene.state().at, '@ana');
  scene.key('ctrl+k');
  scene.type('topic');
  scene.key('enter');

  assert.equal(draft(scene), '/topic ');
});

test('scrolling to the top asks for older lines, and they move nothing', () => {
  const scene = newScene();
  scene.rooms([room('#lobby', { head: 300, read: 300 })]);
  const page = (from: number) =>
    Array.from({ length: 100 }, (_, at) =>
      line('#lobby', from + at, 'ana', `line ${from + at}`, { at: noon }),
    );
  scene.lines('#lobby', page(201));
  scene.effects();
  for (let at = 0; at < 6; at += 1) scene.key('pageup');
  const before = textOf(scene).match(/line \d+/g);

  assert.deepEqual(asks(scene), [{ kind: 'older', room: '#lobby', before: 201, limit: 100 }]);
  scene.happen({
    type: 'answer',
    purpose: { for: 'older', to: '#lobby' },
    answer: { lines: page(101), whole: false },
  });
  assert.deepEqual(
    textOf(scene)
      .match(/line \d+/g)
      ?.slice(0, 5),
    before?.slice(0, 5),
  );
  assert.match(textOf(scene), /▼ \d+ below/);
});

test('in a room that comes by itself, what it tells of itself is no news', () => {
  const scene = lobby();
  scene.tell({ event: 'room', room: room('@bob', { head: 1 }) });
  assert.deepEqual(asks(scene), [{ kind: 'lines', room: '@bob', limit: 100 }]);
  scene.lines('@bob', []);
  scene.tell({ event: 'line', line: line('@bob', 2, 'bob', 'oi') });
  assert.equal(chat(scene, '@bob').unread, 1);
  scene.tell({ event: 'room', room: room('@bob', { head: 2 }) });
  assert.deepEqual([chat(scene, '@bob').unread, asks(scene)], [1, []]);
});

test('the next unread conversation is one with a mention first', () => {
  const scene = laboratory();
  scene.key('alt+a');
  assert.equal(scene.state().at, '@ana');
  scene.key('alt+a');
  assert.notEqual(scene.state().at, '@karl', 'muted ones are no news');
});

test('comings and goings are one row', () => {
  const scene = lobby();
  for (const [at, user] of ['bob', 'eva', 'karl'].entries())
    scene.tell({
      event: 'member',
      room: '#lobby',
      user,
      change: 'joined',
      by: user,
      at: noon + at,
    });
  scene.tell({ event: 'member', room: '#lobby', user: 'eva', change: 'left', by: 'eva', at: noon });

  assert.deepEqual(
    rowsWith(scene, '***').map((row) => /\*\*\* (.*?) *[│█]/.exec(row)?.[1]),
    ['bob, karl joined · eva left'],
  );
});

test('typing is shown for a while', () => {
  const scene = lobby();
  scene.tell({ event: 'typing', room: '#lobby', user: 'ana' });
  assert.equal(rowsWith(scene, 'ana is typing').length, 1);

  scene.happen({ type: 'tick' }, noon + minute);

  assert.equal(rowsWith(scene, 'ana is typing').length, 0);
});

test('an unknown command names the nearest one, and wrong words say what it takes', () => {
  const scene = lobby();
  scene.type('/topci x');
  scene.key('enter');
  assert.equal(rowsWith(scene, 'Did you mean /topic?').length, 1);
  scene.type('/hepl');
  scene.key('enter');
  assert.equal(rowsWith(scene, 'Did you mean /help?').length, 1);
  scene.type('/add');
  scene.key('enter');

  assert.equal(rowsWith(scene, 'It is: /add name').length, 1);
  assert.deepEqual(sends(scene), []);
});

test('a paste of a thousand lines is one message, folded until it is opened', () => {
  const scene = lobby();
  const text = Array.from({ length: 1000 }, (_, at) => `row ${at + 1}`).join('\n');
  scene.happen({ type: 'input', input: { kind: 'paste', text } });
  scene.key('enter');
  const sent = sends(scene)[0]!;

  assert.equal(sent.content.kind === 'text' && sent.content.text.split('\n').length, 1000);
  assert.equal(rowsWith(scene, '… 992 more lines').length, 1);
  scene.tell({ event: 'state', room: '#lobby', id: sent.id, seq: 3, state: 'stored' });
  scene.key('ctrl+up');
  scene.type(' ');
  assert.equal(rowsWith(scene, 'row 1000').length, 1);
});

test('a room that is gone leaves the list, and another one is open', () => {
  const scene = lobby();
  scene.tell({ event: 'room-gone', room: '#lobby' });

  assert.equal(scene.state().at, '@ana');
  assert.equal(chat(scene, '#lobby'), undefined);
});

test('a request says what can be done, and nothing is marked as read before', () => {
  const scene = lobby();
  scene.tell({ event: 'room', room: room('@eva', { request: true, from: 'eva', head: 1 }) });
  scene.key('alt+3');
  scene.lines('@eva', [line('@eva', 1, 'eva', 'oi, sou a eva')]);

  assert.equal(rowsWith(scene, 'eva asks to talk to you').length, 1);
  assert.deepEqual(
    asks(scene).filter(({ kind }) => kind === 'read'),
    [],
  );
});

test('the first line to somebody makes the conversation', () => {
  const scene = lobby();
  scene.type('/dm eva oi!');
  scene.key('enter');

  const sent = sends(scene)[0]!;
  assert.equal(sent.to, '@eva');
  assert.deepEqual(sent.content, { kind: 'text', text: 'oi!' });
  assert.equal(scene.state().at, '@eva');
});

test('what is too old to be needed is let go while the end is looked at', () => {
  const scene = lobby();
  for (let seq = 3; seq < 4000; seq += 1)
    scene.tell({ event: 'line', line: line('#lobby', seq, 'ana', `line ${seq}`, { at: noon }) });

  assert.ok(chat(scene, '#lobby').rows.length <= 750);
  assert.equal(chat(scene, '#lobby').rows.at(-1)?.seq, 3999);
});

test('with all seats taken it says who sits, once, and how to end one', () => {
  const scene = lobby();
  const seats = [{ id: 7, label: 'ana@laptop', since: noon }];
  const link = { state: 'down', why: 'All seats are taken', code: 'refused', seats } as const;
  scene.tell({
    event: 'link',
    link: { ...link, seats: [seats[0]!] },
  });
  scene.tell({
    event: 'link',
    link: { ...link, seats: [seats[0]!] },
  });

  assert.equal(rowsWith(scene, '/sessions end NUMBER').length, 1);
  assert.equal(rowsWith(scene, '7  ana@laptop  since 2026-11-21 12:00').length, 1);
});

test('what other chats call a command is that command', () => {
  const scene = newScene();
  scene.tell({ event: 'link', link: { state: 'up' } });
  scene.rooms([room('#lobby'), room('@bob')]);
  scene.effects();

  scene.type('/msg bob oi');
  scene.key('enter');

  assert.equal(scene.state().at, '@bob');
  const sent = scene.effects().flatMap((effect) => (effect.do === 'ask' ? [effect.ask.kind] : []));
  assert.ok(sent.includes('send'));
});
