/** What `listen` and a conversation line by line say besides lines. */
export const lines = {
  lastSaid: 'Last said, before this start:',
  reacted: (name: string, sign: string) => `${name} reacted ${sign}`,
  tookBack: (name: string) => `${name} took a line back`,
};
