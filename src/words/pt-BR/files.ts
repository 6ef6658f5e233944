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
};
