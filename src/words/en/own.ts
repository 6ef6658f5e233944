const wanted = 'It is a JSON object like { "ctrl+g": "find", "f12": "/mute", "f9": "nothing" }';

/** What is wrong in a file of own keys or colours. */
export const own = {
  'keys-no-list': `That is no list of keys. ${wanted}`,
  'keys-many': (most: number) => `More than ${most} keys are too many. Leave some out`,
  'keys-no-key': (key: string) =>
    `There is no key "${key}". Keys are called like ctrl+g, alt+shift+x, f12 or shift+pageup`,
  'keys-twice': (key: string) => `The key "${key}" is there twice. Leave one out`,
  'keys-no-command': (name: string) => `There is no command "/${name}". F1 shows those there are`,
  'keys-no-text': `What a key does is text. ${wanted}`,
  'keys-near': (text: string, near: string) => `No key does "${text}". Did you mean "${near}"?`,
  'keys-no-deed': (text: string, all: string) => `No key does "${text}". There is ${all}`,
  'theme-long': 'That is no theme: it is longer than 64 KiB',
  'theme-no-object': 'That is no JSON object. See the themes in the documentation',
  'theme-like': (names: string) => `"like" must be one of ${names}`,
  'theme-no-word': (word: string, words: string) =>
    `There is no "${word}" in a theme, but ${words}`,
  'theme-box': '"box" must be single, double or ascii',
  'theme-nicks': (most: number) => `"nicks" must be 1 to ${most} colours like #1a2b3c`,
  'theme-colour': (word: string) => `"${word}" must be a colour like #1a2b3c`,
};
