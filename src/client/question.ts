import type { Fact, Wanted } from './db-port.ts';
import type { WantedFiles } from './files/kept.ts';

/** What the database is asked; its answer comes back as an event. */
export type Question =
  | { readonly ask: 'find'; readonly n: number; readonly id: string }
  | {
      readonly ask: 'lines';
      readonly n: number;
      readonly room: string;
      readonly limit: number;
      readonly before?: number;
      readonly after?: number;
    }
  | {
      readonly ask: 'unprinted';
      readonly n: number;
      readonly rooms: readonly string[];
      readonly limit: number;
      readonly since?: number;
    }
  | {
      readonly ask: 'same';
      readonly n: number;
      readonly room: string;
      readonly facts: readonly Fact[];
      readonly oldest: number;
    }
  | ({ readonly ask: 'search'; readonly n: number } & Wanted)
  | { readonly ask: 'files'; readonly n: number; readonly wanted: WantedFiles }
  | { readonly ask: 'drafts'; readonly n: number }
  | { readonly ask: 'person'; readonly n: number; readonly user: string }
  | { readonly ask: 'room-code'; readonly n: number; readonly room: string }
  | { readonly ask: 'lost'; readonly n: number | undefined };
