import assert from 'node:assert/strict';

import { drawing } from '../../../src/tui/drawing.ts';
import type { Frame } from '../../../src/tui/frame.ts';
import { builtIn, type ThemeName } from '../../../src/tui/themes.ts';
import { view } from '../../../src/tui/view.ts';
import type { Scene } from './scene.ts';

/** The picture of a scene, at its size. */
export function frameOf(scene: Scene, theme: ThemeName = 'cmd'): Frame {
  const { columns: width, lines: height } = scene.state();
  return view(scene.state(), { width, height }, builtIn(theme));
}

export const textOf = (scene: Scene, theme?: ThemeName): string => drawing(frameOf(scene, theme));

/** Compares a screen with a drawing of it, whose rows begin with `|`; blanks at their ends do not count. */
export function assertScreen(scene: Scene, wanted: string, theme?: ThemeName): void {
  const rows = wanted
    .split('\n')
    .map((row) => row.trim())
    .filter((row) => row.startsWith('|'))
    .map((row) => row.slice(1).trimEnd());
  assert.equal(textOf(scene, theme), rows.join('\n'));
}

/** The rows that hold a text. */
export const rowsWith = (scene: Scene, text: string): readonly string[] =>
  textOf(scene)
    .split('\n')
    .filter((row) => row.includes(text));
