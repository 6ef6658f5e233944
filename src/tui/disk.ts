/** What the screen asks of the disk of this machine, on which the person's own files lie. */
export type DiskAsk =
  /** What lies in a folder; without one, where this program was started. */
  | { readonly kind: 'folder'; readonly path: string | undefined }
  /** What is called so; `~` and what is not whole are understood. Refused when one is missing. */
  | { readonly kind: 'paths'; readonly paths: readonly string[] }
  /** The first of some readings of a text in which everything exists; an empty list for none. */
  | { readonly kind: 'dropped'; readonly readings: readonly (readonly string[])[] }
  /** A small picture of a file, if it is one. */
  | { readonly kind: 'glance'; readonly path: string }
  /** A text as a file. */
  | { readonly kind: 'text'; readonly text: string }
  /** A file was sent, or is not to be: if it was made of a text it goes. */
  | { readonly kind: 'sent'; readonly path: string };

/** Something on the disk. */
export interface Entry {
  readonly name: string;
  readonly path: string;
  readonly kind: 'folder' | 'file';
  readonly size: number;
  /** When it was changed. */
  readonly at: number;
}

export interface Folder {
  readonly path: string;
  /** The one around it. */
  readonly parent: string | undefined;
  readonly entries: readonly Entry[];
  /** How many more there are. */
  readonly more: number;
}

/** What each of these asks is answered with. */
export interface DiskAnswers {
  readonly folder: Folder;
  readonly paths: readonly Entry[];
  readonly dropped: readonly Entry[];
  readonly glance: Uint8Array | undefined;
  readonly text: readonly Entry[];
  readonly sent: undefined;
}
