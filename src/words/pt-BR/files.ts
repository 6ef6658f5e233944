import type { files as english } from '../en/files.ts';

/** Why a file did not travel, or does not yet, and what to do. */
export const files: typeof english = {
  'no-files': 'Este pychat não envia nem baixa arquivos. Atualize-o',
  'old-nuvem':
    'Esta nuvem é de uma versão mais antiga, que não aceita arquivos. Peça ao operador que a atualize',
  'file-changed': 'Ele mudou enquanto era enviado, então é enviado de novo',
  'file-changing': 'Ele muda o tempo todo. Envie uma cópia dele',
  'file-dropped': 'Quem o enviou o tirou de volta',
  'file-gone': 'A nuvem não o tem mais. Peça que seja enviado de novo',
  'file-is-here': (path) => `Ele foi enviado deste dispositivo. Está em ${path}`,
  'file-line': 'Uma linha não pode oferecer um arquivo que não é enviado. Envie o arquivo',
  'no-such-file': (file) =>
    `Nenhum arquivo aqui tem o id ${file}. Veja na lista de arquivos os que há`,
  'several-files': (file) => `Vários arquivos têm um id que começa com ${file}. Dê mais dele`,
  'file-paused': (name, id) =>
    `${name} está pausado. \`pychat file resume\` com o id dele, ${id}, o continua`,
  'file-cancelled': (name) =>
    `${name} foi cancelado. Envie-o de novo, ou peça-o, se ainda for preciso`,
  'files-failed': (failed, all) =>
    `${failed} de ${all} arquivos não chegaram. O porquê está acima, com o nome de cada um`,
  'files-go-on': (command) => `Nada se perdeu. \`${command}\` continua de onde parou`,
  'files-go-on-there': 'O pychat que está aberto aqui continua. Ele mostra quanto já foi',
  'files-late': (seconds, command) =>
    `Não chegou em ${seconds} s. Nada se perdeu: \`${command}\` continua de onde parou`,
  'files-late-there': (seconds) =>
    `Não chegou em ${seconds} s. O pychat que está aberto aqui continua`,
  'file-which': 'Não foi dito qual arquivo. Dê o id dele, como `pychat file list` mostra',
  'files-none': 'Nenhum arquivo está a caminho. `pychat file list` mostra os que há',
  'file-out': 'Um nome em --out vale para um arquivo. Dê uma pasta, ou um só id',
  'file-and-lines': '--lines lê a entrada linha por linha. Deixe-o fora para enviar arquivos',
};
