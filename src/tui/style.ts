import type { Depth } from './colour.ts';
import type { Style } from './paint.ts';
import type { Theme } from './theme.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface StyleWishes {
  readonly theme: Theme;
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  /** `--no-color`. */
  readonly plain?: boolean;
  /** `--ascii`. */
  readonly ascii?: boolean;
}

/** How to paint on this terminal, as its environment says. */
export function styleOf({ theme, env, platform, plain, ascii }: StyleWishes): Style {
  const poor = isPoor(env);
  return {
    theme,
    depth: plain ? 'mono' : depthOf(env, platform),
    ascii: (ascii ?? false) || poor,
    extras: !poor,
  };
}

/** Consoles with a small font, and none of what came after the VT220. */
export const isPoor = (env: Environment): boolean =>
  /^(?:linux|dumb|vt\d+|ansi|cons25)$/.test(env['TERM'] ?? '');

export function depthOf(env: Environment, platform: NodeJS.Platform): Depth {
  if (env['NO_COLOR']) return 'mono';
  const name = env['TERM'] ?? '';
  if (/^(?:dumb$|vt\d)/.test(name)) return 'mono';
  if (isTrue(name, env) || platform === 'win32') return 'true';
  return name.includes('256') ? '256' : '16';
}

const isTrue = (name: string, env: Environment): boolean =>
  /truecolor|24bit/i.test(env['COLORTERM'] ?? '') ||
  env['WT_SESSION'] !== undefined ||
  env['TERM_PROGRAM'] === 'iTerm.app' ||
  /-direct$|kitty|ghostty|alacritty|foot|wezterm/.test(name);

/** Windows passes mouse and pastes on to Node since 22.17 and 24.2; before that, keys alone. */
export function isPlainConsole(platform: NodeJS.Platform, node: string): boolean {
  if (platform !== 'win32') return false;
  const [major = 0, minor = 0] = node.split('.').map(Number);
  return (
    major < 22 ||
    major === 23 ||
    minor <
      (new Map([
        [22, 17],
        [24, 2],
      ]).get(major) ?? 0)
  );
}
