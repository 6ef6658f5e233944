import type { transfers as english } from '../en/transfers.ts';

export const transfers: typeof english = {
  offered: 'oferecido',
  fetch: 'G ou /get baixa',
  waiting: 'esperando',
  paused: 'pausado',
  cancelled: 'cancelado',
  gone: 'não está mais na nuvem',
  sent: 'enviado',
  by: { direct: 'direto', nuvem: 'pela nuvem' },
  left: (time) => `faltam ${time}`,
  more: (count) => `e mais ${count}`,
  failedIn: (why) => `não baixado: ${why}`,
  failedOut: (why) => `não enviado: ${why}`,
  told: {
    sent: (name) => `${name} foi enviado`,
    fetched: (name) => `${name} chegou`,
    failed: (name, why) => `${name}: ${why}`,
    offered: (name, size) => `um arquivo: ${name}, ${size}`,
  },
  moving: (count, rate) => `${count === 1 ? '' : `${count}× `}${rate}/s`,
  none: 'nenhum arquivo ainda. /send CAMINHO envia um, /send sozinho deixa escolher',
  noFile: 'não há arquivo aqui',
  noSuchFile: (name) => `nenhum arquivo se chama ${name}; /files mostra os que há`,
  notHere: (name) => `${name} não está nesta máquina`,
  lies: (path) => `está em ${path}`,
  pick: {
    offered: 'G baixa · Ctrl+O baixa · R responde · + reage · C copia o nome',
    moving: 'P pausa · X cancela · R responde · + reage',
    paused: 'P continua · X cancela · R responde · + reage',
    done: 'Ctrl+O mostra onde está · R responde · + reage',
    over: 'R responde · + reage · C copia o nome',
  },
  page: {
    title: 'Arquivos',
    hints: [
      ['Enter', 'baixa'],
      ['P', 'pausa'],
      ['X', 'cancela'],
      ['O', 'onde está'],
      ['Esc', 'fecha'],
    ],
  },
  picker: {
    title: 'Enviar um arquivo',
    looking: 'olhando…',
    none: 'nada aqui',
    noneFits: 'nada combina',
    noPicture: 'sem prévia',
    folder: 'pasta',
    hints: [
      ['Enter', 'envia'],
      ['←', 'acima'],
      ['Tab', 'ocultos'],
      ['Esc', 'fecha'],
    ],
    more: (count) => `… mais ${count} não aparecem`,
  },
  ask: {
    title: 'Enviar',
    drop: (count, to) =>
      count === 1
        ? `Enviar este arquivo para ${to}?`
        : `Enviar estes ${count} arquivos para ${to}?`,
    long: (size, to) =>
      `É longo demais para uma mensagem (${size}). Enviar para ${to} como arquivo?`,
    new: (names, to) => `NOVO em ${to}: ${names}. Enviar a eles também?`,
    yes: 'envia',
    no: 'deixa o texto',
    notNew: 'não envia nada',
    more: (count) => `e mais ${count}`,
  },
  plain: {
    offer: (name, size, line) => `um arquivo: ${name}, ${size}; /get ${line} baixa`,
    own: (name, size) => `um arquivo: ${name}, ${size}`,
  },
};
