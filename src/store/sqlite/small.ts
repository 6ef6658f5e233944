import type { Bytes } from '../rows.ts';
import type { Base, Sync } from './base.ts';

type Small = Pick<Sync, 'answered' | 'remember' | 'secretOf' | 'keepSecret'>;

/** Operation ids with their answers, and secrets of the nuvem itself. */
export function smallVerbs({ sql, sealer }: Base): Small {
  const secretOf = (name: string): Bytes | undefined => {
    const row = sql.get<{ sealed: Bytes }>(
      'SELECT sealed_value AS sealed FROM secrets WHERE name=?',
      [name],
    );
    return row && sealer.openField(`secret ${name}`, row.sealed);
  };
  return {
    answered: (op) => sql.get<{ answer: Bytes }>('SELECT answer FROM ops WHERE op=?', [op])?.answer,
    remember: (op, answer, at) =>
      void sql.run('INSERT OR IGNORE INTO ops(op, answer, at) VALUES(?,?,?)', [op, answer, at]),
    secretOf,
    keepSecret(name, value) {
      sql.run('INSERT OR IGNORE INTO secrets(name, sealed_value) VALUES(?,?)', [
        name,
        sealer.field(`secret ${name}`, value),
      ]);
      return secretOf(name) ?? value;
    },
  };
}
