import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';

import type { ThemeName } from '../../../src/tui/themes.ts';
import { builtIn } from '../../../src/tui/themes.ts';
import { pngOf } from '../../rig/png.ts';
import * as fileScenes from './file-scenes.ts';
import { pageScene } from './pages.ts';
import type { Scene } from './scene.ts';
import * as scenes from './scenes.ts';
import { frameOf } from './screen.ts';

/*
 * The pictures of the documentation. `npm run docs` draws them; a test fails when one shows a screen that
 * looks otherwise by now.
 */
const root = join(
  import.meta.dirname,
  import.meta.filename.endsWith('.ts') ? '../../..' : '../../../..',
);
const folder = join(root, 'docs');
export const pictureFile = (name: string): string => join(folder, `${name}.png`);

const drawn = (scene: Scene, theme: ThemeName): Buffer => {
  const { columns: width, lines: height } = scene.state();
  const ascii = builtIn(theme).box === 'ascii';
  return pngOf(frameOf(scene, theme), { width, height }, builtIn(theme), { scale: 1, ascii });
};

/** Every picture, by the name of its file. */
export const pictures: Readonly<Record<string, () => Buffer>> = {
  screen: () => drawn(scenes.full(108, 24), 'cmd'),
  dosblue: () => drawn(scenes.full(108, 24), 'dosblue'),
  palette: () => drawn(scenes.palette(), 'amber'),
  help: () => drawn(scenes.help(), 'win95'),
  boot: () => drawn(scenes.boot(), 'green'),
  states: () => drawn(scenes.states(), 'cmd'),
  small: () => drawn(scenes.full(44, 16), 'cmd'),
  contrast: () => drawn(scenes.full(80, 24), 'hc'),
  files: () => drawn(fileScenes.transfers(108, 34), 'cmd'),
  start: () => {
    const size = { width: 80, height: 24 };
    return pngOf(pageScene('menu').frame(), size, builtIn('cmd'), { scale: 1 });
  },
};

/** The points of a picture: the same whichever zlib wrote them. */
export function pointsOf(png: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const kind = png.toString('latin1', at + 4, at + 8);
    if (kind === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return inflateSync(Buffer.concat(parts));
}

export const picturedBefore = (name: string): Buffer => readFileSync(pictureFile(name));

export function write(): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, draw] of Object.entries(pictures)) writeFileSync(pictureFile(name), draw());
}
