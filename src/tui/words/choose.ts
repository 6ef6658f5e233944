import { en, type Words } from './en.ts';
import { ptBR } from './pt-BR.ts';

/** `--lang` wins, else what the system speaks, else English. */
export function wordsFor(
  lang: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Words {
  const spoken = lang ?? env['LC_ALL'] ?? env['LC_MESSAGES'] ?? env['LANG'] ?? '';
  return /^pt/i.test(spoken) ? ptBR : en;
}
