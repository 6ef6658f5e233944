import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type Content, encodeContent } from '../../src/protocol/content.ts';
import { openStore } from '../../src/store/open.ts';
import { lobbyOf, person } from '../store/rig/people.ts';
import type { TestHome } from './home.ts';

/** Makes the database of a nuvem in a home, whose lobby zeca has filled with these lines. */
export async function longLobby(
  { root }: TestHome,
  texts: readonly (string | Content)[],
): Promise<void> {
  const key = randomBytes(32);
  const data = join(root, 'data');
  await mkdir(data, { recursive: true, mode: 0o700 });
  await writeFile(join(data, 'store.key'), key, { mode: 0o600 });
  await using store = await openStore(root, { key });
  const zeca = await person(store, 'zeca');
  const lobby = await lobbyOf(store);
  const posts = texts.map((text, at) =>
    zeca.post(lobby, at + 1, {
      body: encodeContent(typeof text === 'string' ? { kind: 'text', text } : text),
    }),
  );
  await store.append(posts);
}
