import { type Argument, type Command, Help, type Option } from 'commander';

import type { Words } from '../words/words.ts';

/** The help of a command in the words of this terminal. */
export function helpIn({ help }: Words): Partial<Help> {
  const { titles } = help;
  const marked = (text: string): string =>
    text.replaceAll(/([<[])([a-z]+)/g, (_all, open: string, name: string) =>
      Object.hasOwn(help.marks, name)
        ? `${open}${help.marks[name as keyof typeof help.marks]}`
        : `${open}${name}`,
    );
  const plain = new Help();
  return {
    styleTitle: (title) => titles[titleNames[title] ?? 'options'],
    commandUsage: (command) => marked(plain.commandUsage(command)),
    subcommandTerm: (command) => marked(plain.subcommandTerm(command)),
    optionTerm: (option) => marked(plain.optionTerm(option)),
    argumentTerm: (argument) => marked(`<${argument.name()}`).slice(1),
    optionDescription: (option) => described(option, help),
    visibleArguments: (command: Command): Argument[] =>
      command.registeredArguments.filter(({ description }) => description !== ''),
  };
}

const titleNames: Readonly<Record<string, keyof Words['help']['titles']>> = {
  'Usage:': 'usage',
  'Arguments:': 'arguments',
  'Options:': 'options',
  'Commands:': 'commands',
};

function described(option: Option, help: Words['help']): string {
  const { description, argChoices, defaultValue } = option as Option & { defaultValue: unknown };
  const { defaultValueDescription = String(defaultValue) } = option;
  const more: string[] = [];
  if (argChoices) more.push(help.choices(argChoices.join(', ')));
  const isShown = option.required && ['string', 'number'].includes(typeof defaultValue);
  if (isShown) more.push(help.default(defaultValueDescription));
  return more.length > 0 ? `${description} (${more.join('; ')})` : description;
}

type Row = readonly [RegExp, (words: Words, ...found: readonly string[]) => string];

/** What the parser says, which knows English only, by how each of its sentences looks. */
const sentences: readonly Row[] = [
  [
    // What stands behind the = may be a secret that somebody put where none belongs.
    /^unknown option '([^=]*).*'$/s,
    ({ usage }, option = '', near) => usage.unknownOption(option, near),
  ],
  [/^unknown command '(.*)'$/, ({ usage }, name = '', near) => usage.unknownCommand(name, near)],
  [
    /^missing required argument '(.*)'$/,
    ({ usage, help }, name = '') => usage.missingArgument(markOf(help, name)),
  ],
  [
    /^option '(.*)' argument missing$/,
    ({ usage }, option = '') => usage.missingValue(named(option)),
  ],
  [
    /^too many arguments.* Expected (\d+) arguments? but got (\d+)\.$/,
    ({ usage }, expected = '', got = '') => usage.tooMany(expected, got),
  ],
  [
    /^option '(.*)' argument '(.*)' is invalid\. (.*)$/,
    ({ usage }, option = '', value = '', why = '') =>
      usage.invalid(named(option), value, choicesIn(usage, why)),
  ],
];

const named = (option: string): string => option.split(' ', 1)[0] ?? '';

const markOf = ({ marks }: Words['help'], name: string): string =>
  Object.hasOwn(marks, name) ? marks[name as keyof typeof marks] : name;

function choicesIn(usage: Words['usage'], why: string): string {
  const [, choices] = /^Allowed choices are (.*)\.$/.exec(why) ?? [];
  return choices === undefined ? why : usage.allowed(choices);
}

/** What is wrong with a command line, in the words of this terminal. */
export function usageSentence(words: Words, said: string): string {
  const [text = '', suggestion = ''] = said
    .replace(/^error: /, '')
    .trim()
    .split('\n(', 2);
  const near = /^Did you mean (?:one of )?(.*)\?\)$/.exec(suggestion)?.[1] ?? '';
  for (const [looks, tell] of sentences) {
    const found = looks.exec(text);
    if (found) return tell(words, ...found.slice(1), near);
  }
  return text.replace(/\.?$/, '.');
}
