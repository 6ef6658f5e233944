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
};
