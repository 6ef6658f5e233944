/** What the protocol names, in words; what is not known here as it is named. */
export const calledIn = (words: Readonly<Record<string, string>>, name: string): string =>
  (Object.hasOwn(words, name) ? words[name] : undefined) ?? name;
