import type { said as english } from '../en/said.ts';

export const said: typeof english = {
  edited: '(editada)',
  removed: '(removida)',
  newer: '(um tipo mais novo de mensagem; atualize o pychat para ler)',
  file: (name) => `(um arquivo: ${name})`,
  call: '(uma chamada)',
  roster: (by, added, removed) =>
    [
      added === '' ? '' : `${by} deixou entrar ${added}`,
      removed === '' ? '' : `${by} tirou ${removed}`,
      added + removed === '' ? `${by} renovou as chaves` : '',
    ]
      .filter((part) => part !== '')
      .join(' · '),
  unreadable: 'uma mensagem selada que este dispositivo não abre',
  suspicions: {
    missing: (from) => `A nuvem reteve mensagens de ${from} que outros podem ter recebido`,
    moved: (from) => `A nuvem mudou a ordem do que ${from} escreveu`,
    forked: (from) => `A nuvem mostra a ${from} outra conversa, não a sua`,
    roster: (from) => `A nuvem contou outras mudanças, não as que ${from} fez`,
  },
  presence: { online: 'presente', away: 'ausente', offline: 'desconectado' },
  changes: {
    joined: (names) => `entrou: ${names}`,
    left: (names) => `saiu: ${names}`,
    added: (names, by) => `${by} trouxe ${names}`,
    removed: (names, by) => `${by} tirou ${names}`,
    banned: (names, by) => `${by} baniu ${names}`,
    role: (names, by, text) => `${by} fez de ${names} ${text}`.trimEnd(),
    topic: (_names, by, text) => `${by} mudou o assunto: ${text}`,
    name: (_names, by, text) => `${by} deu a esta sala o nome ${text}`,
    leaving: (names) => `${names} está saindo`,
    'line-removed': (_names, by) => `${by} removeu uma linha`,
  },
};
