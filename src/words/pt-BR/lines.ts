import type { lines as english } from '../en/lines.ts';

export const lines: typeof english = {
  begun: (name, where) => `${name} em ${where}. /help diz o que se pode digitar.`,
  notSealed: 'Conversas diretas e grupos ainda não são selados: o operador da nuvem poderia ler.',
  connected: '-- conectado',
  connecting: '-- conectando …',
  notConnected: (why, seconds) =>
    `-- sem conexão: ${why}${seconds === undefined ? '' : `; nova tentativa em ${seconds} s`}`,
  missing: (room, count) =>
    `!! ${room}: ${count === 1 ? 'falta 1 mensagem' : `faltam ${count} mensagens`} aqui`,
  keyChanged: (name) => `!! A chave de ${name} mudou. Pergunte se foi mesmo essa pessoa`,
  restored: (time, count) =>
    `!! A nuvem voltou a ${time}; faltam lá ${count} linhas suas. /resend envia de novo`,
  failed: (room, text, why) => `! ${room} ${text}: ${why}`,
  tooLong: (most) => `! Isso tem mais de ${most} bytes. Encurte.`,
  read: 'lida',
  reacted: (name, sign) => `${name} reagiu ${sign}`,
  tookBack: (name) => `${name} apagou uma linha`,
  nowIn: (room) => `-- agora em ${room}`,
  nowInOpen: (room) => `-- agora em ${room} (ainda não selado)`,
  left: (room) => `-- você saiu de ${room}`,
  noCommand: (name) => `! Não existe /${name}. /help mostra o que há.`,
  itIs: (usage) => `! É assim: ${usage}`,
  quit: 'termina',
  slashes: {
    dm: { usage: '@pessoa [texto]', about: 'fala com alguém a sós' },
    group: { usage: '+grupo [texto]', about: 'fala com um grupo' },
    channel: { usage: '#canal [texto]', about: 'fala em um canal' },
    join: { usage: '#canal', about: 'entra em um canal' },
    leave: { usage: '', about: 'sai da conversa em que você está' },
    create: { usage: '+grupo|#canal [pessoa …]', about: 'cria uma sala' },
    add: { usage: 'pessoa …', about: 'traz pessoas para esta sala' },
    remove: { usage: 'pessoa', about: 'tira alguém desta sala' },
    rooms: { usage: '', about: 'suas conversas' },
    who: { usage: '', about: 'quem está nesta sala' },
    users: { usage: '', about: 'todos desta nuvem' },
    sessions: { usage: '', about: 'quem está nos seus lugares' },
    end: { usage: 'id', about: 'encerra uma das suas sessões' },
    resend: { usage: '[no]', about: 'envia de novo o que a nuvem perdeu, ou desiste' },
    export: {
      usage: '[text|json|html] [arquivo]',
      about: 'escreve esta conversa num arquivo',
    },
    retry: { usage: '', about: 'conecta agora' },
    help: { usage: '', about: 'esta lista' },
  },
};
