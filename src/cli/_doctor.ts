import { existsSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import process from 'node:process';

import { openSqlite } from '../base/sqlite.ts';
import { libraryVersion, selfTest } from '../e2ee/self-test.ts';
import { certificateFiles } from '../home/certs.ts';
import type { Home } from '../home/paths.ts';
import { openToOthers } from '../home/private.ts';
import { type Kept, secretsIn } from '../home/secrets.ts';
import { loadCertificate } from '../net/certificate.ts';
import { version } from './_agent.ts';
import { certificateReason } from './_certificate.ts';
import { accountFindings, nuvemFinding } from './_databases.ts';
import { type Finding, looked, type Look } from './_finding.ts';
import { Failure } from './failure.ts';

/** Looks at everything there is. Nothing is changed; databases that somebody has open are left alone. */
export async function findings(
  home: Home,
  database: string | undefined,
  now: number,
): Promise<readonly Finding[]> {
  let kept: readonly Kept[] = [];
  return [
    versions(),
    await looked('home', () => ofHome(home)),
    await looked('files', async () => ofFiles((kept = await secretsIn(home)))),
    await looked('certificate', () => ofCertificate(home, now)),
    await looked('nuvem', () => nuvemFinding(home, database)),
    ...(await accountFindings(home)),
    await looked('clock', () => ofClock(kept, now)),
    await looked('sealing', ofSealing),
  ];
}

function versions(): Finding {
  using db = openSqlite(':memory:');
  const { v: sqlite = '' } = db.get<{ v: string }>('SELECT sqlite_version() AS v') ?? {};
  const sealing = libraryVersion();
  const node = process.versions.node;
  const platform = `${process.platform} ${process.arch}`;
  return {
    check: 'versions',
    values: { pychat: version, node, sqlite, sealing, platform },
    tell: () => `pychat ${version}, Node ${node}, SQLite ${sqlite}, ts-mls ${sealing}, ${platform}`,
  };
}

async function ofHome({ root, data }: Home): Promise<Look> {
  if (existsSync(root)) await access(root, constants.R_OK | constants.W_OK | constants.X_OK);
  const used = existsSync(data);
  return { values: { path: root, used }, tell: ({ empty }) => (used ? root : empty(root)) };
}

async function ofFiles(kept: readonly Kept[]): Promise<Look> {
  for (const { file } of kept)
    if (await openToOthers(file)) throw new Failure(['readable-file', file]);
  const count = kept.length;
  return { values: { count }, tell: ({ closed }) => closed(count) };
}

async function ofCertificate({ certs }: Home, now: number): Promise<Look> {
  const { cert, key } = certificateFiles(certs);
  if (!existsSync(cert)) return { values: { made: false }, tell: (words) => words.noCertificate };
  const loaded = await loadCertificate(cert, key, now);
  if (!loaded.ok) throw new Failure(certificateReason(loaded.error));
  const { fingerprint, from, until } = loaded.value;
  const times = { from: from.toISOString(), until: until.toISOString() };
  return {
    values: { made: true, ...times, fingerprint },
    tell: (words) => words.until(times.until.slice(0, 10), fingerprint),
  };
}

/** Clocks that were corrected by less are nobody's concern. */
const day = 86_400_000;

async function ofClock(kept: readonly Kept[], now: number): Promise<Look> {
  const late = kept.find(({ at }) => at > now + day);
  if (late)
    throw new Failure(['clock-back', late.file, new Date(late.at).toISOString().slice(0, 10)]);
  const at = new Date(now).toISOString();
  return { values: { at }, tell: () => at };
}

async function ofSealing(): Promise<Look> {
  const passed = await selfTest();
  const failed = Object.entries(passed).flatMap(([name, good]) => (good ? [] : [name]));
  const values = { ...passed };
  if (failed.length === 0) return { values, tell: ({ proven }) => proven };
  return { values, tell: () => '', problem: ['self-test', failed.join(', ')] };
}
