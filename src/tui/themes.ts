import { no, ok, type Result } from '../base/result.ts';
import { harmlessLine } from '../base/sanitize.ts';
import type { Reason } from '../words/reason.ts';
import { isColour } from './colour.ts';
import { nickCount } from './frame.ts';
import { jsonObject } from './json-object.ts';
import { type Palette, type Theme, themeOf } from './theme.ts';
import { amber } from './themes/amber.ts';
import { cmd } from './themes/cmd.ts';
import { dosblue } from './themes/dosblue.ts';
import { green } from './themes/green.ts';
import { hc } from './themes/hc.ts';
import { win95 } from './themes/win95.ts';

/** The themes that are always there, in the order in which F9 goes through them. */
export const palettes = { cmd, amber, green, dosblue, win95, hc } as const;

export type ThemeName = keyof typeof palettes;

export const themeNames = Object.keys(palettes) as readonly ThemeName[];

/** What was made of a palette: it is asked for in every picture. */
const made = new Map<ThemeName, Theme>();

export function builtIn(name: ThemeName): Theme {
  const theme = made.get(name) ?? themeOf(name, palettes[name]);
  made.set(name, theme);
  return theme;
}

export const isThemeName = (name: string): name is ThemeName => Object.hasOwn(palettes, name);

const longestFile = 64 * 1024;

/**
 * An own theme from the text of its file: JSON with `like`, the theme it begins from, and the colours of
 * it that are other. The error says which word is wrong, and what is wanted.
 */
export function parseTheme(name: string, text: string): Result<Theme, Reason> {
  if (text.length > longestFile) return no(['theme-long']);
  const file = jsonObject(text);
  if (file === undefined) return no(['theme-no-object']);
  const { like = 'cmd', ...own } = file;
  if (typeof like !== 'string' || !isThemeName(like))
    return no(['theme-like', themeNames.join(', ')]);
  for (const [key, value] of Object.entries(own)) {
    const wrong = objection(key, value);
    if (wrong) return no(wrong);
  }
  return ok(themeOf(name, { ...palettes[like], ...(own as Partial<Palette>) }));
}

function objection(key: string, value: unknown): Reason | undefined {
  const shown = harmlessLine(key, 40);
  if (!Object.hasOwn(cmd, key)) return ['theme-no-word', shown, Object.keys(cmd).join(', ')];
  if (key === 'box') return isBox(value) ? undefined : ['theme-box'];
  if (key === 'nicks') return isNicks(value) ? undefined : ['theme-nicks', nickCount];
  return isColour(value) ? undefined : ['theme-colour', shown];
}

const isBox = (value: unknown): boolean =>
  value === 'single' || value === 'double' || value === 'ascii';

const isNicks = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.length <= nickCount && value.every(isColour);
