import type { exported as english } from '../en/exported.ts';

/** O que há numa conversa exportada. */
export const exported: typeof english = {
  language: 'pt-BR',
  title: (room, where) => `${room} em ${where}`,
  by: (name, when) => `exportada por ${name}, ${when}`,
  missing: (count) =>
    count === 1
      ? 'falta 1 mensagem aqui; a nuvem não a guarda mais'
      : `faltam ${count} mensagens aqui; a nuvem não as guarda mais`,
  notFetched: (count) => (count === 1 ? 'falta 1 mensagem aqui' : `faltam ${count} mensagens aqui`),
  unsent: 'não enviada',
  waiting: 'ainda não enviada',
  done: (room, lines, file) =>
    `${lines === 1 ? '1 linha' : `${lines} linhas`} de ${room} ${lines === 1 ? 'está' : 'estão'} em ${file}.`,
  lacking: (count) => (count === 1 ? 'Falta 1 mensagem nela.' : `Faltam ${count} mensagens nela.`),
  offline: 'A nuvem não pode ser alcançada: o que está guardado aqui é tudo o que há.',
};
