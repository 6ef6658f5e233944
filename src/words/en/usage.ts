const meant = (near: string | undefined) => (near ? ` Did you mean ${near}?` : '');

/** What is wrong with a command line. Behind it stands where to read how it is. */
export const usage = {
  see: (what: string, command: string) => `${what} See \`${command} --help\``,
  unknownOption: (option: string, near?: string) => `There is no option ${option}.${meant(near)}`,
  unknownCommand: (name: string, near?: string) => `There is no command ${name}.${meant(near)}`,
  missingArgument: (name: string) => `<${name}> is missing.`,
  missingValue: (option: string) => `${option} needs a value.`,
  tooMany: (expected: string, got: string) =>
    `${got} arguments are too many; ${expected} ${expected === '1' ? 'is' : 'are'} taken.`,
  invalid: (option: string, value: string, why: string) =>
    `"${value}" does not fit ${option}. ${why}`,
  allowed: (choices: string) => `It is one of ${choices}.`,
  wholeNumber: (least: number, most: number) => `It is a whole number from ${least} to ${most}.`,
  size: 'It is a number of bytes, like 500M or 4G.',
  seconds: 'It is a number of seconds, like 30 or 1.5.',
  nuvemName: 'It is 1 to 32 letters, digits, blanks and _ . - long.',
  limits: 'It is like posts=20,burst=200,bytes=1048576,day=268435456,rooms=500.',
};
