import type { plain as english } from '../en/plain.ts';

/** As in "linhas 3 a 5". */
const isMany = (what: string): boolean => what.startsWith('linhas');

/** O que se diz linha a linha. */
export const plain: typeof english = {
  begun: (name, where) => `${name} em ${where}. /help diz o que se pode digitar.`,
  notSealed: 'Conversas diretas e grupos ainda não são selados: o operador da nuvem poderia ler.',
  connected: 'conectado',
  connecting: 'conectando …',
  notConnected: (why, seconds) =>
    `sem conexão: ${why}${seconds === undefined ? '' : `; nova tentativa em ${seconds} s`}`,
  waits: (count) =>
    count === 1
      ? '1 linha espera; sai quando a nuvem voltar'
      : `${count} linhas esperam; saem quando a nuvem voltar`,
  comesLater: 'isso se faz quando a nuvem voltar',
  nowIn: (room) => `agora em ${room}`,
  notSealedHere: 'ainda não selado',
  is: (name, state) => `${name} está ${state}`,
  typing: (name) => `${name} está digitando`,
  earlier: (count) =>
    count === 1
      ? '1 linha por ler antes destas; /older mostra'
      : `${count} linhas por ler antes destas; /older mostra`,
  found: (count, more) =>
    `${count}${more ? ' ou mais' : ''} ${count === 1 ? 'achada' : 'achadas'}${count === 0 ? '' : ', a mais nova por último'}`,
  late: 'chegou tarde',
  you: 'você',
  line: (numbers) => `linha ${numbers}`,
  lines: (numbers) => `linhas ${numbers}`,
  range: (first, last) => `${first} a ${last}`,
  in: (room) => `em ${room}`,
  toOne: (room) => `para ${room}`,
  alone: 'só para você',
  earlierLine: 'uma linha anterior',
  answers: (what) => `responde a ${what}`,
  quoted: (name, text) => `${name}: “${text}”`,
  calls: 'chama você',
  rows: (count) => `${count} fileiras`,
  endOf: (line) => `Fim da ${line}.`,
  reactions: (signs) => `reações: ${signs}`,
  whole: (number) => `/open ${number} mostra inteiro`,
  corrected: (name, what, text) => `${name} corrigiu ${what}: ${text}`,
  tookBack: (name, what) => `${name} apagou ${what}`,
  reacted: (name, sign, what) => `${name} reagiu ${sign} a ${what}`,
  unreacted: (name, sign, what) => `${name} tirou ${sign} de ${what}`,
  states: { waiting: 'esperando', stored: 'enviada', delivered: 'entregue', read: 'lida' },
  proved: 'provado',
  moved: {
    delivered: (what, room) => `${what} em ${room}: ${isMany(what) ? 'entregues' : 'entregue'}`,
    read: (what, room) => `${what} em ${room}: ${isMany(what) ? 'lidas' : 'lida'}`,
  },
  failed: (text, why) => `não enviada: ${text}: ${why}`,
  replying: (what) => `o que você digitar agora responde a ${what}; /cancel desiste`,
  correcting: (what, text) =>
    `o que você digitar agora fica no lugar de ${what}; /cancel desiste. Ela diz: ${text}`,
  asked: (question) => `${question} /yes ou /cancel`,
  notAsked: 'nada foi perguntado',
  cancelled: 'desistiu; o que você digitar agora é uma linha nova',
  noLine: (number) =>
    `Não há mais a linha ${number} aqui. /older e /search mostram linhas com os números.`,
  writing: 'escreva várias fileiras; uma só com um ponto envia, /cancel desiste',
  halfWritten: (text) => `escrito pela metade aqui: “${text}”; /lines segue daí`,
  beginning: 'este é o começo',
  number: 'número',
  help: 'O que se digita vai para a conversa em que você está; //texto envia /texto. Cada linha tem um número: /reply 12 texto responde à linha 12. Onde um comando trata da linha escolhida, o número a escolhe. /help PALAVRA mostra o que combina.',
  commands: {
    lines: { takes: '', about: 'mensagem de várias fileiras, até uma só com um ponto' },
    older: { takes: '[quantas]', about: 'o que foi dito antes' },
    help: { takes: '[palavra]', about: 'esta lista, ou o que combina com a palavra' },
    yes: { takes: '', about: 'sim, onde algo foi perguntado' },
    complete: { takes: 'palavra', about: 'como continua um nome, sala, comando ou :emoji:' },
  },
};
