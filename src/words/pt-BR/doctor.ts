import type { doctor as english } from '../en/doctor.ts';

export const doctor: typeof english = {
  ok: 'bem',
  wrong: 'mal',
  checks: {
    versions: 'versões',
    home: 'pasta',
    files: 'segredos',
    certificate: 'certificado',
    nuvem: 'nuvem',
    account: 'conta',
    clock: 'relógio',
    sealing: 'selagem',
  },
  below: 'veja abaixo',
  empty: (path) => `${path}, onde nada foi guardado ainda`,
  closed: (count) => (count === 1 ? '1 arquivo, só para você' : `${count} arquivos, só para você`),
  noCertificate: 'nenhum ainda; a nuvem faz o seu',
  until: (day, fingerprint) => `vale até ${day}, ${fingerprint}`,
  noNuvem: 'nenhuma foi iniciada aqui',
  running: 'está no ar, e o banco de dados está em uso',
  claimed: 'o banco de dados dela está em uso, ou estava quando a nuvem foi morta',
  open: 'o banco de dados está em uso por um pychat aberto',
  nothing: 'nenhum banco de dados ainda',
  whole: (version, kib) => `banco de dados íntegro, versão ${version}, ${kib} KiB`,
  older: (version, newest) =>
    `banco de dados íntegro, versão ${version}; o próximo início leva à ${newest}`,
  loggedOut: 'saiu desta máquina',
  proven: 'os vetores conferem, e quem foi removido não lê mais nada',
};
