import type { results as english } from '../en/results.ts';

const members = (count: number): string => `${count} ${count === 1 ? 'membro' : 'membros'}`;

export const results: typeof english = {
  passwordOf: (name, where) => `Senha de ${name} em ${where}: `,
  passwordNow: 'Senha atual: ',
  newPassword: 'Senha nova: ',
  again: 'A mesma de novo: ',
  whichSeat: 'Qual deve ser encerrada (número, ou nada para desistir)? ',
  seatsTaken: 'Todos os lugares desta conta estão ocupados:',
  seat: (label, since) => `${label}, desde ${since}`,
  since: (time) => `desde ${time}`,
  write: 'Escreva, e termine com Ctrl-D:',
  readable: (file) => `Outros nesta máquina podem ler ${file}; \`chmod 600\` fecha o arquivo.`,

  firstTime: (where, nuvem) =>
    `Primeira vez em ${where}. A impressão digital é ${nuvem}; compare com a que o operador informa. Fica lembrada.`,
  formerKey: (name, where, nuvem) =>
    `O que ${name} guardou aqui sob a chave anterior de ${where} não aparece mais, e linhas que esperavam lá não são enviadas. ` +
    `\`pychat logout ${where}#${nuvem} --user ${name}\` apaga tudo.`,
  registered: (name) => `A conta está criada; você entrou como ${name}.`,
  loggedIn: (name) => `Você entrou como ${name}.`,
  noLongerValid: 'O acesso guardado não vale mais.',
  loggedOut: (name, folder) =>
    `${name} saiu desta máquina. O arquivo com as últimas linhas em ${folder} fica até você apagar.`,
  locked: (name) =>
    `O que ${name} guarda aqui está sob a senha agora: ela é pedida a cada começo. O arquivo das últimas linhas se foi.`,
  unlocked: (name) => `O que ${name} guarda aqui não está mais sob senha.`,
  waits: 'espera confirmação',
  digitsOf: (device) => `Os seis dígitos que o dispositivo ${device} mostra agora: `,
  sixDigits: 'São precisos seis dígitos; Ctrl-C desiste.',
  confirmed: (device) => `O dispositivo ${device} está confirmado, e entra nas suas salas.`,
  confirmedOnly: (device) =>
    `O dispositivo ${device} está confirmado. Nas salas em que ainda não está ele entra enquanto o pychat estiver aberto aqui.`,
  letIn: 'Este dispositivo entrou nas suas salas.',
  awaits: (device) =>
    `Este é o dispositivo ${device}. Em outro seu: pychat devices … --confirm ${device}, ou /devices confirm ${device}.`,
  typeDigits: (device) =>
    `Escreva estes dígitos no seu dispositivo ${device}, e em nenhum outro lugar:`,
  passwordChanged:
    'A senha foi trocada. Os outros dispositivos vão pedi-la quando forem abertos de novo.',

  noneFound:
    'Nenhuma nuvem respondeu nesta rede. Pode estar desligada, ou com --no-discovery; um firewall pode fechar a porta UDP 7070 na máquina dela, e um Wi-Fi de visitantes separa os aparelhos. Peça o endereço a quem a mantém: pychat connect ENDEREÇO',
  standing: { known: 'conhecida', new: 'nova', other: 'OUTRA CHAVE' },
  otherFound: (name) =>
    `Cuidado: o que se chama ${name} mostra outra chave, não a da nuvem conhecida aqui por esse nome ou endereço. Pergunte a quem a mantém antes de conectar.`,

  stopped: 'A nuvem parou.',
  reloaded: 'A nuvem leu o certificado de novo. Ninguém foi desconectado.',
  operator: (name) => `${name} agora opera esta nuvem.`,
  inviteUntil: (day, code) =>
    `Vale até ${day}: pychat register ENDEREÇO --user NOME --invite ${code}`,
  keyNow: {
    kept: 'A chave é a mesma de antes.',
    renewed: 'A chave anterior assinou pela nova: quem confiava nela segue sozinho.',
    new: 'Nenhuma chave anterior pôde assinar pela nova: todos são avisados e têm de confiar de novo.',
  },
  certificate: {
    file: 'arquivo',
    names: 'nomes',
    until: 'vale até',
    fingerprint: 'impressão digital',
  },
  expired: 'venceu; renove com `pychat certs --force`',

  compared: (name, since) => `Comparados. Esta chave de ${name} é conhecida aqui desde ${since}.`,
  notCompared: (name, since) =>
    `Ainda não comparados; esta chave é conhecida aqui desde ${since}. Compare os dígitos com ${name} por outro caminho, e diga --accept só se lá forem iguais.`,
  thisOne: 'este aqui',
  online: 'conectado',
  revoked: 'revogado',
  lastSeen: (at) => `visto em ${at}`,
  members,
  unread: (count) => `${count} ${count === 1 ? 'não lida' : 'não lidas'}`,
  notJoined: 'você não está',
  created: (room, count) => `${room} está pronto, com ${members(count)}.`,
  added: (names, room) => `${names} em ${room} a partir de agora.`,
  taken: (names, room) => `${names} fora de ${room}.`,
  left: (room) => `Você saiu de ${room}.`,
  joined: (room) => `Você está em ${room}.`,
  groupsOpen: 'Grupos ainda não são selados: o operador da nuvem poderia ler.',
  nobodysFiles: 'Ainda não há arquivos aqui. `pychat file send` envia um.',
  fileOf: { out: (to) => `para ${to}`, in: (from) => `de ${from}` },
  fileResult: {
    over: (name) => `${name} já tinha terminado.`,
    paused: (name) => `${name} está pausado.`,
    cancelled: (name) => `${name} está cancelado.`,
  },
  goesOn: (name) => `${name} já estava a caminho, e continua.`,
};
