import type { reasons as english } from '../en/reasons.ts';
import { carried } from './carried.ts';
import { failures } from './failures.ts';
import { files } from './files.ts';
import { own } from './own.ts';
import { refusals } from './refusals.ts';

const databases: Readonly<
  Record<Parameters<typeof english.database>[0], (file: string, detail?: string) => string>
> = {
  newer: (file, detail) =>
    `${file} foi escrito por um pychat mais novo${detail ? ` (${detail})` : ''}. Atualize o pychat`,
  corrupt: (file) => `O banco de dados ${file} está danificado. Restaure um backup`,
  foreign: (file) =>
    `${file} não é um banco de dados do pychat. Tire-o de lá, ou indique outro arquivo`,
  key: (file) =>
    `O banco de dados ${file} foi selado com outra chave. Dê a chave com que foi feito`,
  'read-only': (file) =>
    `Não dá para escrever no banco de dados ${file}. Confira o dono e as permissões`,
  full: (file) => `O disco de ${file} está cheio. Libere espaço`,
  io: (file) => `O disco de ${file} não pode ser lido nem escrito. Confira o disco`,
  busy: (file) => `O banco de dados ${file} está em uso por outro programa. Encerre-o primeiro`,
};

const anAddress = 'Um endereço é máquina, máquina:porta ou [v6]:porta';

const days = (count: number): string => (count === 1 ? 'um dia' : `${count} dias`);

/** Why something did not work, and what to do. */
export const reasons: typeof english = {
  ...failures,
  ...own,
  ...carried,
  ...files,
  other: (text) => text,
  refused: (code, seconds) => `${refusals[code]}${seconds === undefined ? '' : ` (${seconds} s)`}`,
  database: (trouble, file, detail) => databases[trouble](file, detail),

  'address-host': (where) => `${where} não é nome de máquina nem endereço. ${anAddress}`,
  'address-port': (where) => `A porta em ${where} não é um número de 1 a 65535. ${anAddress}`,
  'address-mark':
    'O que vem depois de # em um endereço é sha256: e a impressão digital da chave da nuvem. Copie o endereço inteiro',

  'key-changed': (address, expected, got, name) =>
    `A chave de ${address} mudou: esperava ${expected}, veio ${got}. ` +
    `Se o operador confirmar, aceite com \`pychat connect ${address}#${got} --user ${name}\``,
  'key-replaced': (where, got, now, name) =>
    `${where} mostra ${got}, que a nuvem trocou por ${now}. ` +
    `Se o operador voltou a ela, primeiro \`pychat logout ${where}#${now} --user ${name}\``,
  renewed: (where, nuvem) =>
    `A nuvem em ${where} tem uma chave nova, ${nuvem}; a anterior assinou por ela. Fica lembrada`,
  'not-trusted': (address) => `${address} não é de confiança. Nada foi enviado para lá`,
  'hung-up': (detail) =>
    `A nuvem desligou${detail ? ` (${detail})` : ''}. Tente de novo daqui a pouco`,
  'no-answer': 'A nuvem não responde. Tente de novo daqui a pouco',
  'no-message': 'Quem responde lá fala outra língua. Confira o endereço, ou atualize o pychat',
  'link-closed': 'A conexão foi fechada. Tente de novo daqui a pouco',
  silent: 'A nuvem não responde. O pychat tenta de novo sozinho',
  restarting: 'A nuvem está reiniciando. O pychat tenta de novo sozinho',
  'seats-full': (sessions) =>
    `Todos os lugares estão ocupados (${sessions}). Encerre antes uma sessão com \`pychat sessions ENDEREÇO --end ID\``,
  'bad-vault': 'A nuvem deu um cofre que esta senha não abre. Fale com o operador',
  'password-changing': 'A senha está sendo trocada. Espere um momento',
  'wrong-lock': (name) =>
    `Não é a senha sob a qual está trancado o que ${name} guarda aqui. Tente de novo; se ela foi trocada em outro dispositivo, dê a de antes`,
  'logged-out': 'A conta saiu desta máquina. Entre de novo',
  'closed-early': 'O pychat foi fechado antes de haver resposta. Peça de novo',
  'other-version':
    'Outro pychat, de outra versão, está rodando com esta conta. Encerre-o e tente de novo',

  'password-short': (least) =>
    `Uma senha tem pelo menos ${least} caracteres. Escolha uma mais longa, como quatro palavras`,
  'password-long': (most) => `Uma senha tem no máximo ${most} bytes. Escolha uma mais curta`,
  'password-common':
    'Esta senha é uma das que se tentam primeiro. Escolha outra, como quatro palavras',

  'line-id': 'O id de uma linha tem 32 dígitos hexadecimais. Faça um desse tamanho',
  'line-empty': 'Uma linha sem nada não é enviada. Escreva alguma coisa',
  'line-long': 'Um texto tem no máximo 128 KiB. Envie em partes',
  'outbox-full': 'Há coisa demais esperando para ser enviada. Espere a nuvem voltar',
  'rooms-many': (most: number) =>
    `Esta conta está em mais de ${most} salas, e nem todas são mostradas. Saia de algumas`,
  'no-cert': (address) =>
    `Um pychat mais antigo fez o login desta conta, e não sabia selar. Rode \`pychat login ${address}\` uma vez`,
  'never-met': (name) =>
    `Nenhuma chave de ${name} foi vista aqui ainda. Escreva, e compare os dígitos depois`,
  'digits-changed': (name) =>
    `Os dígitos de ${name} não são mais os que foram mostrados. Veja de novo, e compare outra vez`,
  'not-sealed':
    'Este dispositivo não está em sala selada nenhuma ali, então não há dígitos a comparar',
  'no-offers':
    'Nenhum dispositivo dessa pessoa pode entrar numa sala selada: ela precisa se conectar uma vez com esta versão',
  'room-forgotten': (room) =>
    `A nuvem foi restaurada de uma cópia que não conhece ${room}, ou você ali. O que foi dito ali fica neste dispositivo; peça para entrar de novo, ou crie outra vez`,
  'not-let-in': (room) =>
    `Um convite para ${room} não vale. Alguém de lá deixa este dispositivo entrar de novo`,
  'device-away': (device) =>
    `O dispositivo ${device} não está ali, ou é antigo demais para isto. Abra o pychat nele, e tente de novo`,
  'digits-first': (device) =>
    `O dispositivo ${device} não mostra dígitos para este agora. Primeiro confirme sem dígitos, depois com os que ele mostra`,
  'digits-wrong': (device) =>
    `Esses não são os dígitos que o dispositivo ${device} deve mostrar: ele não foi confirmado, e eles não servem mais. Comece de novo para ter outros; se também diferirem, revogue-o e troque a senha`,
  'new-there': (room, names) =>
    `Há gente nova em ${room} desde que você escreveu ali: ${names}. Nada foi enviado. Se também for para ela, acrescente --new`,
  newcomers:
    'Alguém novo chegou antes do envio, e isto não foi enviado. Se também for para essa pessoa, envie de novo',
  'bad-offer': (name, room) =>
    `O que a nuvem dá como dispositivo de ${name} não é de ${name}, por isso não entrou em ${room}. O pychat pergunta de novo mais tarde`,
  'keep-shorter': (now, before) =>
    `A nuvem agora guarda mensagens por ${days(now)}, antes por ${days(before)}. Venha mais vezes, ou pergunte a quem opera a nuvem`,
  withheld: (room) =>
    `A nuvem diz que ${room} seguiu adiante e não mostra como. O que você escreve ali espera; o pychat pergunta de novo sozinho`,
  'no-receipts': 'Esta sala não confirma entrega nem leitura. Espere por stored',
  'maybe-sent': 'Pode ter sido enviada por uma cópia mais nova deste dispositivo. Veja se está lá',
  'not-in-log': 'A nuvem disse que tinha isto, e o registro dela seguiu sem isto. Envie de novo',
  'new-device': 'Este dispositivo é novo, então não se sabe se isto foi enviado. Veja se está lá',
  'search-text': (most) =>
    `Uma busca tem pelo menos uma letra e no máximo ${most}. Escreva outra coisa`,
  'search-over': 'Esta busca acabou. Comece de novo',
  'old-copy':
    'Os dados deste dispositivo são uma cópia antiga, ou se perderam, por isso ele foi desligado. Entre com a senha para seguir como um novo',
  'was-old-copy':
    'Os dados deste dispositivo eram uma cópia antiga. O que ele enviou desde então foi lido de novo, e nada se perdeu',
  'read-slowly': 'A nuvem está lendo você mais devagar. Nada se perdeu',
  'not-written': (why) => `${why}. Nada se perdeu; o pychat tenta de novo sozinho`,
};
