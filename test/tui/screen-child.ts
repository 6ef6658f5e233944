import process from 'node:process';

import { realClock } from '../../src/base/clock.ts';
import { toTheEnd } from '../../src/cli/main.ts';
import type { Frame } from '../../src/tui/frame.ts';
import { span } from '../../src/tui/frame.ts';
import type { KeyEvent } from '../../src/tui/key-event.ts';
import { openScreen } from '../../src/tui/screen.ts';
import { styleOf } from '../../src/tui/style.ts';
import { builtIn } from '../../src/tui/themes.ts';

/**
 * A whole screen in a process of its own, which shows what it heard and can be told to end in every way:
 * `!throw`, `!reject`, `!fail`, Ctrl+Q; or to hold on to whatever keeps a process alive: `!busy`.
 */
await toTheEnd(process, (terminal) => {
  const heard: string[] = [];
  let text = '';
  let picture = 0;

  return new Promise((resolve) => {
    const view = (): Frame => ({
      rows: [
        [
          span('title', 'READY'),
          span('border', ' ┌─日本😀─┐ '),
          span('normal', `picture ${(picture += 1)}`),
        ],
        [span('normal', `text ${text}.`)],
        [span('dim', `heard ${heard.join(' ')}.`)],
      ],
      cursor: { x: 5, y: 1 },
      title: 'pychat',
    });
    const screen = openScreen({
      input: terminal.input,
      output: terminal.output,
      clock: realClock,
      style: styleOf({ theme: builtIn('cmd'), env: terminal.env, platform: process.platform }),
      mouse: true,
      view,
      heard: (event) => {
        take(event);
        screen.now();
      },
    });
    const closed = terminal.hold(screen);
    terminal.signal.addEventListener('abort', () => {
      if (!text.includes('!busy')) resolve(130);
    });

    function take(event: KeyEvent): void {
      if (event.kind === 'text') text += event.text;
      heard.push(event.kind === 'key' ? event.chord : event.kind);
      if (event.kind === 'key' && event.chord === 'ctrl+q') {
        screen.restore();
        closed();
        resolve(0);
      }
      if (text.endsWith('!throw')) throw new Error('thrown on purpose');
      if (text.endsWith('!reject')) void Promise.reject(new Error('rejected on purpose'));
      if (text.endsWith('!fail')) resolve(4);
      if (text.endsWith('!busy')) setInterval(() => {}, 1000);
    }
  });
});
