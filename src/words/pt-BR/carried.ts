import type { carried as english } from '../en/carried.ts';

/** Why a file is not sent or does not come. */
export const carried: typeof english = {
  'file-missing': (path) => `Não existe ${path}. Confira o caminho`,
  'file-unreadable': (path, code) =>
    `Não dá para ler ${path} (${code}). Dê a este usuário o direito de ler, ou escolha outro arquivo`,
  'file-device': (path) =>
    `${path} é um dispositivo, pipe ou soquete, que não tem fim. Escolha um arquivo ou uma pasta`,
  'file-sizeless': (path) =>
    `${path} é feito pelo sistema ao ser lido, e não tem tamanho. Copie-o, e envie a cópia`,
  'folder-many': (path, most) =>
    `${path} tem mais de ${most} arquivos. Envie como um pacote só, ou em partes`,
  'folder-left-out': (count) =>
    `${count === 1 ? '1 link ou dispositivo dela fica' : `${count} links e dispositivos dela ficam`} de fora. Envie à parte aquilo a que levam, se for o caso`,
  'file-disk-full': (path) =>
    `O disco de ${path} está cheio. Libere espaço; o pychat continua sozinho`,
  'file-unwritable': (path, code) =>
    `Não dá para escrever em ${path} (${code}). Escolha outra pasta`,
  'file-damaged': (name) =>
    `O que chegou de ${name} não é o que foi enviado. Nada foi guardado; peça que enviem de novo`,
  'file-edge': 'Quem envia ainda não enviou mais. O resto vem sozinho',
  'file-nuvem-full': 'O disco da nuvem está cheio. O pychat continua sozinho',
  'file-link': 'A conexão de arquivos caiu. O pychat continua sozinho',
  'file-turn': 'Outros arquivos estão a caminho. A vez deste vem depois deles',
};
