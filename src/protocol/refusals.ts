import { refusals as texts } from '../words/en/refusals.ts';

/**
 * Every way the nuvem can say no. `fatal` means: say it, then close. `text` is for whoever reads the wire
 * without words of their own; the sentences stand in words/en/refusals.ts.
 */
export const refusals = {
  malformed: { fatal: true, text: texts.malformed },
  version: { fatal: true, text: texts.version },
  order: { fatal: true, text: texts.order },
  closing: { fatal: true, text: texts.closing },
  moved: { fatal: true, text: texts.moved },
  ended: { fatal: true, text: texts.ended },
  revoked: { fatal: true, text: texts.revoked },
  slow: { fatal: true, text: texts.slow },
  credentials: { fatal: false, text: texts.credentials },
  ticket: { fatal: false, text: texts.ticket },
  key: { fatal: true, text: texts.key },
  wait: { fatal: false, text: texts.wait },
  taken: { fatal: false, text: texts.taken },
  'bad-name': { fatal: false, text: texts['bad-name'] },
  invite: { fatal: false, text: texts.invite },
  closed: { fatal: false, text: texts.closed },
  unknown: { fatal: false, text: texts.unknown },
  'no-room': { fatal: false, text: texts['no-room'] },
  exists: { fatal: false, text: texts.exists },
  'not-allowed': { fatal: false, text: texts['not-allowed'] },
  banned: { fatal: false, text: texts.banned },
  muted: { fatal: false, text: texts.muted },
  'read-only': { fatal: false, text: texts['read-only'] },
  'slow-mode': { fatal: false, text: texts['slow-mode'] },
  blocked: { fatal: false, text: texts.blocked },
  gap: { fatal: false, text: texts.gap },
  stale: { fatal: false, text: texts.stale },
  bad: { fatal: false, text: texts.bad },
  unsealed: { fatal: false, text: texts.unsealed },
  sealed: { fatal: false, text: texts.sealed },
  leaving: { fatal: false, text: texts.leaving },
  fenced: { fatal: true, text: texts.fenced },
  storage: { fatal: false, text: texts.storage },
  quota: { fatal: false, text: texts.quota },
  'too-many-rooms': { fatal: false, text: texts['too-many-rooms'] },
  crowded: { fatal: false, text: texts.crowded },
  'too-many': { fatal: false, text: texts['too-many'] },
  'no-file': { fatal: false, text: texts['no-file'] },
  'file-large': { fatal: false, text: texts['file-large'] },
  'files-full': { fatal: false, text: texts['files-full'] },
  'files-off': { fatal: false, text: texts['files-off'] },
  'disk-full': { fatal: false, text: texts['disk-full'] },
  conflict: { fatal: false, text: texts.conflict },
  broken: { fatal: false, text: texts.broken },
} as const satisfies Record<keyof typeof texts, { readonly fatal: boolean; readonly text: string }>;

export type Refusal = keyof typeof refusals;

export const isRefusal = (code: string): code is Refusal => Object.hasOwn(refusals, code);
