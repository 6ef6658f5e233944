import type { seals as english } from '../en/seals.ts';

export const seals: typeof english = {
  sealed: 'selado',
  notSealed: 'NÃO SELADO',
  open: 'aberto',
  openTo: 'aberto: todos desta nuvem e quem a opera podem ler',
  nextLine: 'selado a partir da próxima linha',
  letIn: 'esperando entrar',
  letInWhole:
    'Esperando entrar: um dispositivo desta conversa que esteja conectado deixa entrar por si só. O que você escreve espera aqui.',
  confirm: 'esperando confirmação',
  confirmWhole:
    'Este dispositivo é novo: antes de ler aqui, confirme-o em outro seu. Abra o pychat lá e escreva /devices: ele diz como. Sem isso ele entra um dia depois de ter chegado. O que você escreve espera aqui.',
  confirmElsewhere:
    'Este dispositivo é novo: ele lê mensagens diretas e grupos depois de confirmado em outro seu. Abra o pychat lá e escreva /devices: ele diz como.',
  knock: (device, label, until) =>
    `Um dispositivo novo seu espera: ${device} (${label}). É seu, e está à mão? Então: /devices confirm ${device}. ` +
    `Se não: /devices revoke ${device}, e troque a senha: alguém a tem. Até ${until} ele espera; depois entra.`,
  askDigits: (device) =>
    `O dispositivo ${device} mostra agora seis dígitos. Escreva isto aqui, e depois os dígitos: /devices confirm ${device}`,
  confirmed: (device) => `O dispositivo ${device} está confirmado, e entra nas suas salas.`,
  digits: (device) =>
    `Escreva estes dígitos no seu dispositivo ${device}, e em nenhum outro lugar:`,
  wasLetIn: 'Este dispositivo entrou: ele lê daqui em diante.',
  held: 'CHAVE MUDOU',
  heldShort: (name) => `A chave de ${name} mudou: nada é enviado. /verify @${name}`,
  heldWhole: (names, name, alone) =>
    `A chave de ${names} mudou: nada do que você escreve é enviado aqui. Ou começou de novo, ou alguém se passa por essa pessoa. ` +
    `Compare os dígitos de /verify @${name} com ela por outro caminho. Se lá forem iguais: /verify @${name} ok. ` +
    (alone ? `Se não: /block ${name}.` : `Se não: /remove ${name}.`),
  newHead: 'NOVO aqui',
  newDevice: (name) => `${name} (outro dispositivo)`,
  newHere: (names) => `NOVO aqui: ${names}. Sua próxima linha pergunta antes.`,
  newHeld: (names) =>
    `NOVO aqui: ${names}. O que você escreveu espera. Se também for para lá: /meet`,
  newAsk: (names) => `enviar a NOVO: ${names}?`,
  newKeys: 'Enter envia · Esc guarda o que você escreveu',
  newPlain: (names) =>
    `Enviar a NOVO: ${names}? /meet envia o que você escreveu, /cancel o descarta.`,
  met: 'O que você escreve aqui também vai para lá.',
  nobodyNew: 'Ninguém é novo aqui.',
  verified: 'comparado',
  heldNoMore: 'o que você escreve volta a ser enviado',
  verify: {
    digits: (name) => `Você e ${name}:`,
    room: (room) => `Os dígitos de ${room}:`,
    fresh: (name, since) =>
      `Ainda não comparados. Esta chave é conhecida aqui desde ${since}. Compare os dígitos com ${name} por outro caminho: lado a lado, ou por telefone. Só se lá forem iguais: /verify @${name} ok`,
    compared: (name, since) => `Comparados. Esta chave de ${name} é conhecida aqui desde ${since}.`,
    changed: (name) =>
      `A chave de ${name} mudou: estes dígitos são novos. Compare com ${name} por outro caminho: lado a lado, ou por telefone. Só se lá forem iguais: /verify @${name} ok`,
    accepted: (name) => `${name}: comparado, esta é a sua chave.`,
    first: (name) => `Primeiro os dígitos. Compare, e depois: /verify @${name} ok`,
    same: 'Todos nela veem agora os mesmos dígitos, a não ser que a nuvem os separe. Quem entra ou sai os muda. Nela estão:',
    device: (device) => `dispositivo ${device}`,
    devices: (devices) => `dispositivos ${devices}`,
    channel:
      'Um canal é aberto: todos desta nuvem e quem a opera podem ler, e não há dígitos para comparar.',
    self: 'É você. /devices mostra os seus dispositivos.',
  },
};
