/** Why a file did not travel, or does not yet, and what to do. */
export const files = {
  'no-files': 'This pychat sends and fetches no files. Update it',
  'old-nuvem':
    'This nuvem is of an older version, which takes no files. Ask its operator to update it',
  'no-such-file': (file: string) =>
    `No file here has the id ${file}. Look at the list of files for those that do`,
  'several-files': (file: string) =>
    `Several files have an id that begins with ${file}. Give more of it`,
};
