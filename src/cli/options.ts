import { type Command, InvalidArgumentError } from 'commander';

import { type Home, homeOf, surroundings } from '../home/paths.ts';
import { largestFile } from '../protocol/file-size.ts';
import type { Terminal } from './terminal.ts';

/** The home that this command line means. */
export const homeFor = (command: Command, terminal: Terminal): Home =>
  homeOf(command.optsWithGlobals<{ home?: string }>().home, surroundings(terminal.env));

/** Adds what every command's help ends with. */
export const example = (
  { words }: Terminal,
  command: Command,
  ...lines: readonly string[]
): Command =>
  command.addHelpText(
    'after',
    `\n${words.help.example}\n${lines.map((line) => `  $ ${line}\n`).join('')}`.trimEnd(),
  );

/** A whole number within bounds, for commander. */
export function wholeNumber(
  { words }: Terminal,
  least: number,
  most: number,
): (text: string) => number {
  return (text) => {
    const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(words.usage.wholeNumber(least, most));
  };
}

const units = ['', 'K', 'M', 'G', 'T'];

/** Bytes, as a number or with a unit of 1024: 500M, 4G, 1.5G. */
export const size =
  ({ words }: Terminal) =>
  (text: string): number => {
    const [, number = '', unit = ''] = /^(\d{1,12}(?:\.\d{1,3})?)([KMGT]?)$/i.exec(text) ?? [];
    const bytes = Math.floor(Number(number) * 1024 ** units.indexOf(unit.toUpperCase()));
    if (number !== '' && bytes >= 1 && bytes <= largestFile) return bytes;
    throw new InvalidArgumentError(words.usage.size);
  };

/** Seconds, with a fraction where wanted. */
export const seconds =
  ({ words }: Terminal) =>
  (text: string): number => {
    const number = /^\d{1,7}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN;
    if (number >= 0) return number;
    throw new InvalidArgumentError(words.usage.seconds);
  };

/** Things separated by commas, given once or several times. */
export const list = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...text.split(',').map((one) => one.trim()),
];

/** What every command of an account takes. */
export const accountOptions = ({ words: { help } }: Terminal, command: Command): Command =>
  command.option('--user <name>', help.user).option('--password-file <file>', help.passwordFile);

/** One JSON object on standard output. What JSON leaves as it is and a terminal obeys is escaped as well. */
export const printJson = (terminal: Terminal, value: object): void => terminal.out(jsonLine(value));

/** A line of JSON that does nothing to a terminal. */
export const jsonLine = (value: object): string =>
  `${JSON.stringify(value).replaceAll(obeyed, escaped)}\n`;

const obeyed = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
const escaped = (found: string): string =>
  `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A time as JSON has it. */
export const iso = (at: number): string => new Date(at).toISOString();
