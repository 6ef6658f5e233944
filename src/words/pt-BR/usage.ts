import type { usage as english } from '../en/usage.ts';

const meant = (near: string | undefined): string => (near ? ` Você quis dizer ${near}?` : '');

export const usage: typeof english = {
  see: (what, command) => `${what} Veja \`${command} --help\``,
  unknownOption: (option, near) => `Não existe a opção ${option}.${meant(near)}`,
  unknownCommand: (name, near) => `Não existe o comando ${name}.${meant(near)}`,
  missingArgument: (name) => `Falta <${name}>.`,
  missingValue: (option) => `${option} precisa de um valor.`,
  tooMany: (expected, got) => `${got} argumentos são demais; o comando leva ${expected}.`,
  invalid: (option, value, why) => `"${value}" não serve para ${option}. ${why}`,
  allowed: (choices) => `É um destes: ${choices}.`,
  wholeNumber: (least, most) => `É um número inteiro de ${least} a ${most}.`,
  size: 'É um número de bytes, como 500M ou 4G.',
  seconds: 'É um número de segundos, como 30 ou 1.5.',
  nuvemName: 'Tem de 1 a 32 letras, dígitos, espaços e _ . -.',
  limits: 'É como posts=20,burst=200,bytes=1048576,day=268435456,rooms=500.',
};
