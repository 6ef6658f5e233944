import type { own as english } from '../en/own.ts';

const wanted = 'É um objeto JSON como { "ctrl+g": "find", "f12": "/mute", "f9": "nothing" }';

export const own: typeof english = {
  'keys-no-list': `Isso não é uma lista de teclas. ${wanted}`,
  'keys-many': (most) => `Mais de ${most} teclas são demais. Tire algumas`,
  'keys-no-key': (key) =>
    `Não existe a tecla "${key}". Teclas se chamam, por exemplo, ctrl+g, alt+shift+x, f12 ou shift+pageup`,
  'keys-twice': (key) => `A tecla "${key}" está lá duas vezes. Tire uma`,
  'keys-no-command': (name) => `Não existe o comando "/${name}". F1 mostra os que há`,
  'keys-no-text': `O que uma tecla faz é texto. ${wanted}`,
  'keys-near': (text, near) => `Nenhuma tecla faz "${text}". Seria "${near}"?`,
  'keys-no-deed': (text, all) => `Nenhuma tecla faz "${text}". Existem ${all}`,
  'theme-long': 'Isso não é um tema: tem mais de 64 KiB',
  'theme-no-object': 'Isso não é um objeto JSON. Veja os temas na documentação',
  'theme-like': (names) => `"like" tem de ser um destes: ${names}`,
  'theme-no-word': (word, words) => `Num tema não existe "${word}", e sim ${words}`,
  'theme-box': '"box" tem de ser single, double ou ascii',
  'theme-nicks': (most) => `"nicks" tem de ter de 1 a ${most} cores como #1a2b3c`,
  'theme-colour': (word) => `"${word}" tem de ser uma cor como #1a2b3c`,
};
