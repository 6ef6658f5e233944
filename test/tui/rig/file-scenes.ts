import { encodeThumbnail } from '../../../src/base/thumbnail.ts';
import type { FileRow } from '../../../src/client/port.ts';
import type { Entry } from '../../../src/tui/disk.ts';
import { line, minute, newScene, noon, room, type Scene } from './scene.ts';

/** A sunset of 64 by 36 points: bands of colour, a sun, and hills before it. */
export function sunset(): Uint8Array {
  const [width, height] = [64, 36];
  const colours = Array.from({ length: 64 }, (_, at) => {
    if (at >= 56) return at === 63 ? 0x10_18_28 : 0xff_e8_a0;
    const share = at / 55;
    const red = Math.round(40 + 215 * share);
    const green = Math.round(30 + 110 * share ** 2);
    const blue = Math.round(90 + 60 * Math.sin(Math.PI * share) - 60 * share);
    return (red << 16) | (green << 8) | blue;
  });
  const points = Uint8Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    const hill = 28 + 4 * Math.sin(x / 9) + 2 * Math.sin(x / 3.5);
    if (y > hill) return 63;
    if ((x - 44) ** 2 + (y - 20) ** 2 < 36) return 56;
    return Math.min(55, Math.floor((y / 30) * 56));
  });
  return encodeThumbnail({ width, height, colours, points });
}

export function file(seq: number, more: Partial<FileRow> = {}): FileRow {
  return {
    id: String(seq).padStart(32, 'f'),
    way: 'in',
    room: '@ana',
    line: `@ana ${seq}`,
    from: 'ana',
    name: 'a.bin',
    size: 1024 ** 2,
    type: '',
    at: noon + seq,
    state: 'offered',
    bytes: 0,
    ...more,
  };
}

const fileLine = (seq: number, from: string, { name, size, type }: FileRow) =>
  line('@ana', seq, from, '', {
    content: { kind: 'file', file: Buffer.alloc(16, seq), name, size, type },
    ...(from === 'duna' ? { state: 'read' as const } : {}),
  });

const mib = 1024 ** 2;

/** Every state that a file can have, in the conversation with its sender. */
export const some: readonly FileRow[] = [
  file(1, {
    name: 'relatório final.pdf',
    size: 3.2 * mib,
    state: 'done',
    path: '/home/duna/downloads/relatório final.pdf',
    by: 'direct',
  }),
  file(2, {
    way: 'out',
    from: 'duna',
    name: 'aula-07.mp4',
    size: 734 * mib,
    state: 'moving',
    bytes: 734 * mib * 0.43,
    rate: 12 * mib,
    by: 'nuvem',
  }),
  file(3, { name: 'dados', size: 40 * mib, folder: true, state: 'paused', bytes: 10 * mib }),
  file(4, {
    name: 'disco.img',
    size: 9.8 * 1024 * mib,
    state: 'failed',
    reason: ['file-damaged', 'disco.img'],
  }),
  file(5, {
    way: 'out',
    from: 'duna',
    name: 'velho.zip',
    state: 'waiting',
    reason: ['file-nuvem-full'],
  }),
  file(6, {
    name: 'pôr do sol.jpg',
    size: 2.3 * mib,
    type: 'image/jpeg',
    preview: sunset(),
  }),
];

export function transfers(
  columns = 80,
  lines = 24,
  options: Parameters<typeof newScene>[0] = {},
): Scene {
  const scene = newScene({ ...options, columns, lines });
  scene.rooms([
    room('@ana', { head: 7, read: 7, sealed: true }),
    room('#lobby', { members: 4 }),
    room('+lab', { members: 3, sealed: true }),
  ]);
  scene.key('alt+3');
  scene.tell({ event: 'link', link: { state: 'up', latency: 3 } });
  scene.lines('@ana', [
    ...some.map((one, at) => fileLine(at + 1, one.from, one)),
    line('@ana', 7, 'ana', 'olha que lindo ontem'),
  ]);
  scene.happen({ type: 'answer', purpose: { for: 'files' }, answer: some });
  scene.tell({ event: 'presence', user: 'ana', state: 'online', at: noon });
  return scene;
}

export function page(columns = 80, lines = 24): Scene {
  const scene = transfers(columns, lines);
  scene.type('/files');
  scene.key('enter');
  return scene;
}

const entry = (name: string, kind: Entry['kind'], size = 0): Entry => ({
  name,
  path: `/home/duna/fotos/${name}`,
  kind,
  size,
  at: noon - size * minute,
});

export const photos: readonly Entry[] = [
  entry('praia.jpg', 'file', 2_411_724),
  entry('2025', 'folder'),
  entry('.secreto', 'file', 12),
  entry('pôr do sol.jpg', 'file', 2_400_000),
  entry('lista.txt', 'file', 812),
  entry('viagem', 'folder'),
  entry('vídeo da formatura da turma de 2026.mp4', 'file', 734_003_200),
];

export function picker(columns = 80, lines = 24): Scene {
  const scene = transfers(columns, lines);
  scene.type('/send');
  scene.key('enter');
  scene.happen({
    type: 'answer',
    purpose: { for: 'folder' },
    answer: { path: '/home/duna/fotos', parent: '/home/duna', entries: photos, more: 0 },
  });
  scene.key('down', 'down', 'down');
  scene.happen({
    type: 'answer',
    purpose: { for: 'glance', path: '/home/duna/fotos/pôr do sol.jpg' },
    answer: sunset(),
  });
  return scene;
}

export function dropped(columns = 80, lines = 24): Scene {
  const scene = transfers(columns, lines);
  const text = "'/home/duna/fotos/praia.jpg' /home/duna/fotos/viagem ";
  scene.happen({ type: 'input', input: { kind: 'paste', text } });
  scene.happen({
    type: 'answer',
    purpose: { for: 'dropped', to: '@ana', text },
    answer: [photos[0]!, photos[5]!],
  });
  return scene;
}
