import { screen as ptBR } from '../../../src/words/pt-BR/screen.ts';
import { laboratory, line, minute, newScene, noon, room, type Scene } from './scene.ts';

export { ptBR };

type Sized = Parameters<typeof newScene>[0];

/** A full room at a size. */
export const full = (columns: number, lines: number): Scene => laboratory({ columns, lines });

export const boot = (): Scene => newScene({ boot: 600 });

export const nobody = (options: Sized = {}): Scene => newScene({ ...options, lines: 12 });

/** Every state that an own line can have, and a hole. */
export function states(): Scene {
  const scene = newScene({ columns: 70, lines: 20 });
  scene.rooms([room('@ana', { head: 9, read: 9, sealed: true, verified: true })]);
  const state = (seq: number, text: string, more: object) =>
    line('@ana', seq, 'duna', text, { at: noon, ...more });
  const { seq: _failed, ...failed } = state(11, 'three', {
    state: 'failed',
    reason: ['refused', 'blocked'],
  });
  const { seq: _waiting, ...waiting } = state(12, 'four', { state: 'waiting', id: 'four' });
  scene.lines('@ana', [
    line('@ana', 1, 'ana', 'yesterday', { at: noon - 24 * 60 * minute }),
    state(2, 'read', { state: 'read', proved: true }),
    state(3, 'delivered', { state: 'delivered' }),
    state(4, 'stored', { state: 'stored' }),
    line('@ana', 7, 'ana', 'behind a hole', { at: noon }),
    line('@ana', 8, 'ana', 'gone', { at: noon, removed: true }),
    line('@ana', 9, 'ana', 'dances', { at: noon, content: { kind: 'me', text: 'dances' } }),
    failed,
    waiting,
  ]);
  const why = 'Nothing listens there';
  scene.tell({ event: 'link', link: { state: 'down', why, retryIn: 4000 } });
  return scene;
}

export function scrolled(): Scene {
  const scene = laboratory({ columns: 80, lines: 16 });
  scene.key('pageup');
  scene.type('olá pessoal,');
  scene.key('shift+enter');
  scene.type('segunda linha com 日本語 e 😀');
  return scene;
}

export function palette(): Scene {
  const scene = laboratory();
  scene.key('ctrl+k');
  scene.type('mut');
  return scene;
}

export function help(): Scene {
  const scene = laboratory();
  scene.key('f1');
  return scene;
}

export function bare(): Scene {
  const scene = laboratory({ columns: 64, lines: 14 });
  scene.key('f4');
  return scene;
}

export function portuguese(): Scene {
  const scene = laboratory({ words: ptBR });
  scene.key('alt+3');
  scene.lines('+tcc-segurança-da-informação', []);
  return scene;
}
