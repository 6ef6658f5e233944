/** What `pychat doctor` tells of a machine. */
export const doctor = {
  ok: 'ok',
  wrong: 'not well',
  checks: {
    versions: 'versions',
    home: 'home',
    files: 'secrets',
    certificate: 'certificate',
    nuvem: 'nuvem',
    account: 'account',
    clock: 'clock',
    sealing: 'sealing',
  },
  below: 'see below',
  empty: (path: string) => `${path}, in which nothing was kept yet`,
  closed: (count: number) =>
    count === 1 ? '1 file, for you alone' : `${count} files, for you alone`,
  noCertificate: 'none yet; a nuvem makes its own',
  until: (day: string, fingerprint: string) => `good until ${day}, ${fingerprint}`,
  noNuvem: 'none was started here',
  running: 'it runs, and its database is in use',
  claimed: 'its database is in use, or was when its nuvem was killed',
  open: 'its database is in use by a pychat that runs',
  nothing: 'no database yet',
  whole: (version: number, kib: number) => `database whole, version ${version}, ${kib} KiB`,
  older: (version: number, newest: number) =>
    `database whole, version ${version}; the next start brings it to ${newest}`,
  loggedOut: 'logged out',
  proven: 'the vectors hold, and who was removed reads nothing more',
};
