/** What stands in an exported conversation, and what is said of it. */
export const exported = {
  /** The language that these words are in, as a page of the web names it. */
  language: 'en',
  title: (room: string, where: string) => `${room} at ${where}`,
  by: (name: string, when: string) => `exported by ${name}, ${when}`,
  missing: (count: number) =>
    count === 1
      ? '1 message is missing here; the nuvem no longer keeps it'
      : `${count} messages are missing here; the nuvem no longer keeps them`,
  notFetched: (count: number) =>
    count === 1 ? '1 message is missing here' : `${count} messages are missing here`,
  unsent: 'not sent',
  waiting: 'not sent yet',
  done: (room: string, lines: number, file: string) =>
    `${lines === 1 ? '1 line' : `${lines} lines`} of ${room} ${lines === 1 ? 'is' : 'are'} in ${file}.`,
  lacking: (count: number) =>
    `${count === 1 ? '1 message is' : `${count} messages are`} missing there.`,
  offline: 'The nuvem cannot be reached: what is kept here is all there is.',
};
