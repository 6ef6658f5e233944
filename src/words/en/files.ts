/** Why a file did not travel, or does not yet, and what to do. */
export const files = {
  'no-files': 'This pychat sends and fetches no files. Update it',
  'old-nuvem':
    'This nuvem is of an older version, which takes no files. Ask its operator to update it',
  'file-changed': 'It changed while it was sent, so it is sent anew',
  'file-changing': 'It changes all the time. Send a copy of it',
  'file-dropped': 'Its sender took it back',
  'file-gone': 'The nuvem has it no more. Ask for it to be sent again',
  'file-is-here': (path: string) => `It was sent from this device. It lies at ${path}`,
  'file-line': 'A line cannot offer a file that is not sent. Send the file',
  'no-such-file': (file: string) =>
    `No file here has the id ${file}. Look at the list of files for those that do`,
  'several-files': (file: string) =>
    `Several files have an id that begins with ${file}. Give more of it`,
  'file-paused': (name: string, id: string) =>
    `${name} is paused. \`pychat file resume\` with its id, ${id}, goes on with it`,
  'file-cancelled': (name: string) =>
    `${name} was cancelled. Send it again, or ask for it, if it is wanted`,
  'files-failed': (failed: number, all: number) =>
    `${failed} of ${all} files did not arrive. Why is said above, each by its name`,
  'files-go-on': (command: string) => `Nothing of it is lost. \`${command}\` goes on with it`,
  'files-go-on-there': 'The pychat that is open here goes on with it. It shows how far it is',
  'files-late': (seconds: number, command: string) =>
    `Not there after ${seconds} s. Nothing of it is lost: \`${command}\` goes on with it`,
  'files-late-there': (seconds: number) =>
    `Not there after ${seconds} s. The pychat that is open here goes on with it`,
  'file-which': 'It is not said which file. Give its id, as `pychat file list` shows it',
  'files-none': 'No file is on its way. `pychat file list` shows those that there are',
  'file-out': 'A name with --out is for one file. Name a folder, or one id',
  'file-and-lines': '--lines reads standard input line by line. Leave it out to send files',
};
