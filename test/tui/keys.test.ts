import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import fc from 'fast-check';

import type { KeyEvent } from '../../src/tui/key-event.ts';
import { newKeyParser, type KeyOptions } from '../../src/tui/keys.ts';
import { testClock } from '../rig/clock.ts';
import { effort } from '../rig/effort.ts';

type Options = Omit<KeyOptions, 'clock'>;

/** Everything heard, one short word per event; texts that came apart are joined. */
function heard(chunks: readonly (string | Uint8Array)[], options: Options = {}): string[] {
  const clock = testClock();
  const events: KeyEvent[] = [];
  const parser = newKeyParser((event) => events.push(event), { ...options, clock });
  for (const chunk of chunks) parser.feed(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  clock.advance(5000);
  return words(events);
}

function words(events: readonly KeyEvent[]): string[] {
  const told: string[] = [];
  for (const event of events) {
    const last = told.at(-1);
    if (event.kind === 'text' && last?.startsWith('"')) told[told.length - 1] = last + event.text;
    else told.push(word(event));
  }
  return told;
}

function word(event: KeyEvent): string {
  switch (event.kind) {
    case 'key':
      return event.chord;
    case 'text':
      return `"${event.text}`;
    case 'paste':
      return `paste:${event.text}`;
    case 'focus':
      return event.focused ? 'focus' : 'blur';
    case 'mouse':
      return `${event.modifiers} ${event.action} ${event.button} ${event.x},${event.y}`.trim();
    case 'answer':
      return `answer:${event.text.replaceAll('\u001b', 'ESC')}`;
    default:
      return event satisfies never;
  }
}

const esc = '\u001b';
const corpus: readonly (readonly [bytes: string, ...told: string[]])[] = [
  ['olá 日本 😀', '"olá 日本 😀'],
  ['\r', 'enter'],
  ['\n', 'ctrl+j'],
  ['\t', 'tab'],
  ['\u007f', 'backspace'],
  ['\b', 'ctrl+backspace'],
  ['\u0000', 'ctrl+space'],
  ['\u0001\u0005\u0017\u0015\u000b', 'ctrl+a', 'ctrl+e', 'ctrl+w', 'ctrl+u', 'ctrl+k'],
  ['\u001f', 'ctrl+_'],
  ['\u0085x', '"x'],
  [`${esc}[A${esc}[B${esc}[C${esc}[D`, 'up', 'down', 'right', 'left'],
  [`${esc}OA${esc}OB${esc}OH${esc}OF`, 'up', 'down', 'home', 'end'],
  [`${esc}OP${esc}OS${esc}[11~${esc}[24~`, 'f1', 'f4', 'f1', 'f12'],
  [`${esc}[[A${esc}[[E`, 'f1', 'f5'],
  [`${esc}[5~${esc}[6~${esc}[3~${esc}[2~`, 'pageup', 'pagedown', 'delete', 'insert'],
  [
    `${esc}[1~${esc}[4~${esc}[7~${esc}[8~${esc}[H${esc}[F`,
    'home',
    'end',
    'home',
    'end',
    'home',
    'end',
  ],
  [
    `${esc}[1;5A${esc}[1;2B${esc}[1;3C${esc}[1;8D`,
    'ctrl+up',
    'shift+down',
    'alt+right',
    'ctrl+alt+shift+left',
  ],
  [`${esc}[5;5~${esc}[3;3~`, 'ctrl+pageup', 'alt+delete'],
  [`${esc}[1;5P${esc}[1;5R${esc}[15;2~`, 'ctrl+f1', 'ctrl+f3', 'shift+f5'],
  [`${esc}[Z`, 'shift+tab'],
  [
    `${esc}[a${esc}Oa${esc}[5^${esc}[6@`,
    'shift+up',
    'ctrl+up',
    'ctrl+pageup',
    'ctrl+shift+pagedown',
  ],
  [`${esc}OM`, 'enter'],
  [`${esc}a${esc}1${esc}A${esc}+${esc} `, 'alt+a', 'alt+1', 'alt+shift+a', 'alt+plus', 'alt+space'],
  [
    `${esc}\r${esc}\u007f${esc}\t${esc}\u0001`,
    'alt+enter',
    'alt+backspace',
    'alt+tab',
    'ctrl+alt+a',
  ],
  [`${esc}é${esc}日${esc}😀`, 'alt+é', 'alt+日', 'alt+😀'],
  [`${esc}${esc}[A${esc}${esc}OD`, 'alt+up', 'alt+left'],
  [`${esc}${esc}x`, 'escape', 'alt+x'],
  [`a${esc}[13;2ub${esc}[27;2;13~c`, '"a', 'shift+enter', '"b', 'shift+enter', '"c'],
  [`${esc}[13;5u${esc}[13;3u${esc}[9;5u`, 'ctrl+enter', 'alt+enter', 'ctrl+tab'],
  [
    `${esc}[97;5u${esc}[107;6u${esc}[75;6u${esc}[97;3u`,
    'ctrl+a',
    'ctrl+shift+k',
    'ctrl+shift+k',
    'alt+a',
  ],
  [
    `${esc}[105;5u${esc}[27u${esc}[127;5u${esc}[32;5u`,
    'ctrl+i',
    'escape',
    'ctrl+backspace',
    'ctrl+space',
  ],
  [`${esc}[97u${esc}[97;2u${esc}[49:33;2u${esc}[228;1u`, '"aA!ä'],
  [`${esc}[97;5:3u${esc}[1;1:3A${esc}[97;5:1u`, 'ctrl+a'],
  [`${esc}[57399u${esc}[57414u${esc}[57419u${esc}[57441u`, '"0', 'enter', 'up'],
  [`${esc}[13;u${esc}[;u`, 'enter'],
  [`${esc}[27;5;105~${esc}[27;6;75~`, 'ctrl+i', 'ctrl+shift+k'],
  [`${esc}[I${esc}[O`, 'focus', 'blur'],
  [`q${esc}[<64;40;10Mz${esc}[I${esc}[Ow`, '"q', 'wheel-up none 39,9', '"z', 'focus', 'blur', '"w'],
  [`${esc}[<0;5;6M${esc}[<32;6;6M${esc}[<0;6;6m`, 'down left 4,5', 'move left 5,5', 'up left 5,5'],
  [`${esc}[<2;300;99M${esc}[<81;1;1M`, 'down right 299,98', 'ctrl wheel-down none 0,0'],
  [`${esc}[<28;1;1M`, 'ctrl+alt+shift down left 0,0'],
  [`${esc}[M !!${esc}[M#!"`, 'down left 0,0', 'up none 0,1'],
  [`${esc}[200~um\rdois\r\ntrês\n日${esc}[201~x`, 'paste:um\ndois\ntrês\n日', '"x'],
  [`${esc}[200~a${esc}[31mb\u0000c${esc}[2${esc}[201~d`, `paste:a${esc}[31mb\u0000c${esc}[2`, '"d'],
  [`${esc}[200~${esc}[201~`],
  [`a${esc}[201~b`, '"ab'],
  [`${esc}[?62;4c${esc}[?1u`, 'answer:ESC[?62;4c', 'answer:ESC[?1u'],
  [`${esc}[12;40R`, 'answer:ESC[12;40R'],
  [
    `a${esc}]11;rgb:0/0/0\u0007b${esc}P1$r0m${esc}\\c`,
    '"a',
    'answer:ESC]11;rgb:0/0/0\u0007',
    '"b',
    'answer:ESCP1$r0mESC\\',
    '"c',
  ],
  [`a${esc}[99;99;99zb${esc}[!pc`, '"abc'],
  [`${esc}[1;5\u0001x`, 'ctrl+a', '"x'],
  [`${esc}[1;5${esc}[Ax`, 'up', '"x'],
];

describe('the key parser', () => {
  for (const [bytes, ...told] of corpus)
    it(`hears ${JSON.stringify(bytes)} whole, and the same cut at any place`, () => {
      const whole = Buffer.from(bytes);
      assert.deepEqual(heard([whole]), told);
      for (let at = 1; at < whole.length; at += 1)
        assert.deepEqual(heard([whole.subarray(0, at), whole.subarray(at)]), told, `cut at ${at}`);
      assert.deepEqual(heard([...whole].map((byte) => Uint8Array.of(byte))), told, 'byte by byte');
    });

  it('hears the whole corpus in one chunk, and in random ones', () => {
    const settled = corpus.filter(([bytes]) => !bytes.endsWith('u\u001b'));
    const whole = Buffer.from(settled.map(([bytes]) => bytes).join('\r'));
    const told = heard([whole]);
    assert.ok(told.length > 150);
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: whole.length - 1 }), { maxLength: 40 }),
        (cuts) => {
          const places = [0, ...cuts.toSorted((a, b) => a - b), whole.length];
          const chunks = places.slice(1).map((to, at) => whole.subarray(places[at], to));
          assert.deepEqual(heard(chunks), told);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('hears Esc alone when nothing follows it for a while', () => {
    const clock = testClock();
    const events: KeyEvent[] = [];
    const parser = newKeyParser((event) => events.push(event), { clock, escapeWait: 30 });

    parser.feed(Buffer.from(esc));
    clock.advance(29);
    assert.deepEqual(words(events), []);
    clock.advance(1);
    assert.deepEqual(words(events), ['escape']);
    parser.feed(Buffer.from('[A'));
    assert.deepEqual(words(events), ['escape', '"[A']);
  });

  for (const [bytes, ...told] of [
    [`${esc}[`, 'alt+['],
    [`${esc}O`, 'alt+shift+o'],
    [`${esc}]`, 'alt+]'],
    [`${esc}P`, 'alt+shift+p'],
    [`${esc}${esc}`, 'alt+escape'],
    [`${esc}[1;5`],
    [`${esc}]52;c;`],
  ] as const)
    it(`hears ${JSON.stringify(bytes)} and then nothing as ${told.join(' ') || 'nothing'}`, () =>
      assert.deepEqual(heard([bytes]), told));

  it('gives a paste that never ends to the person after a second', () => {
    assert.deepEqual(heard([`${esc}[200~um\rdois${esc}[20`]), [`paste:um\ndois${esc}[20`]);
  });

  it('keeps nothing of a terminal that says no end', () => {
    const noise = `${esc}]${'x'.repeat(5000)}`;
    assert.deepEqual(heard([noise, 'a\r']), ['"a', 'enter']);
    assert.deepEqual(heard([`${esc}[${'1;'.repeat(3000)}`, 'a\r']), ['"a', 'enter']);
  });

  it('takes a paste of a megabyte in pieces, in a time that grows with the length', () => {
    const line = 'linha de texto çã\r';
    const cost = (lines: number): number => {
      const bytes = Buffer.from(`${esc}[200~${line.repeat(lines)}${esc}[201~`);
      const chunks = Array.from({ length: Math.ceil(bytes.length / 1024) }, (_, at) =>
        bytes.subarray(at * 1024, (at + 1) * 1024),
      );
      return effort(() => {
        const [pasted] = heard(chunks);
        assert.equal(pasted?.length, 'paste:'.length + line.length * lines);
      });
    };
    assert.ok(cost(56_000) < 40 * cost(7000));
  });

  it('takes lines in one chunk for a paste where pastes are not marked', () => {
    const plainConsole = true;
    assert.deepEqual(heard(['um\r\ndois\r\n'], { plainConsole }), ['paste:um\ndois\n']);
    assert.deepEqual(heard(['oi\r'], { plainConsole }), ['paste:oi\n']);
    assert.deepEqual(heard(['\r'], { plainConsole }), ['enter']);
    assert.deepEqual(heard(['o', 'i', '\r'], { plainConsole }), ['"oi', 'enter']);
    assert.deepEqual(heard(['\r\r'], { plainConsole }), ['enter', 'enter']);
    assert.deepEqual(heard([`a\r${esc}[A`], { plainConsole }), ['"a', 'enter', 'up']);
    assert.deepEqual(heard(['\b\u007f'], { plainConsole }), ['backspace', 'ctrl+backspace']);
  });

  it('never throws and never holds back for ever, whatever comes', () => {
    const byte = fc.oneof(
      fc.constantFrom(...Buffer.from(`${esc}[]OP_0123456789;:<?~uMmAR\u0007\\`)),
      fc.integer({ min: 0, max: 255 }),
    );
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 12 })), fc.array(byte), (chunks, tail) => {
        assert.equal(heard([...chunks, Uint8Array.from(tail), `${esc}[201~`]).length >= 0, true);
        const after = heard([Uint8Array.from(tail)]).length;
        assert.ok(after <= tail.length);
      }),
      { numRuns: 2000 },
    );
  });
});
