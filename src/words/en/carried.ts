/** Why a file is not sent or does not come: two sentences each, what happened and what to do. */
export const carried = {
  'file-missing': (path: string) => `There is no ${path}. Check the path`,
  'file-unreadable': (path: string, code: string) =>
    `${path} cannot be read (${code}). Give this user the right to read it, or choose another file`,
  'file-device': (path: string) =>
    `${path} is a device, a pipe or a socket, which has no end. Choose a file or a folder`,
  'file-sizeless': (path: string) =>
    `${path} is made by the system as it is read, and has no size. Copy it, and send the copy`,
  'folder-many': (path: string, most: number) =>
    `${path} holds more than ${most} files. Send it as an archive, or in parts`,
  'folder-left-out': (count: number) =>
    `${count === 1 ? '1 link or device in it is' : `${count} links and devices in it are`} left out. Send by itself what they lead to, if it is wanted`,
  'file-disk-full': (path: string) =>
    `The disk of ${path} is full. Make room on it; pychat goes on by itself`,
  'file-unwritable': (path: string, code: string) =>
    `${path} cannot be written (${code}). Choose another folder`,
  'file-damaged': (name: string) =>
    `What came of ${name} is not what was sent. Nothing of it was kept; ask for it to be sent again`,
  'file-edge': 'Its sender has sent no more of it so far. It comes by itself',
  'file-nuvem-full': 'The disk of the nuvem is full. pychat goes on by itself',
  'file-link': 'The connection for files was lost. pychat goes on by itself',
  'file-turn': 'Other files are on their way. It has its turn after them',
};
