import type { Ask, ClientEvent, FileRow, LineRow, Link, Me, Stats } from '../client/port.ts';
import type { ScreenWords as Words } from '../words/en/screen.ts';
import type { Language } from '../words/language.ts';
import type { Reason } from '../words/reason.ts';
import type { Chat, Target } from './chat.ts';
import type { DiskAsk } from './disk.ts';
import type { Editor } from './editor.ts';
import type { History } from './history.ts';
import type { KeyEvent } from './key-event.ts';
import type { OwnKeys } from './own-keys.ts';
import type { Picker } from './picker.ts';
import type { Quiet } from './quiet.ts';
import type { SendQuestion } from './send-file.ts';

/** Everything the screen shows, as plain data. `update` makes the next one, `view` draws it. */
export interface State {
  readonly words: Words;
  readonly me: Me;
  /** When the last thing happened, and an id that nothing has yet. */
  readonly now: number;
  readonly fresh: string;
  readonly columns: number;
  readonly lines: number;
  readonly theme: string;
  /** Every theme that can be had, this person's own among them, and why some of those cannot. */
  readonly themes: readonly string[];
  readonly wrongThemes: ReadonlyMap<string, Reason>;
  readonly keys: OwnKeys;
  /** The language that was chosen here; without it the system's. */
  readonly lang: string | undefined;
  readonly link: Link;
  /** When `link` was told: its `retryIn` counts from there. */
  readonly linkAt: number;
  /** Was the link ever up? Before it, not connecting is no trouble yet. */
  readonly everUp: boolean;
  readonly chats: readonly Chat[];
  /** What the open conversation is called; undefined when there is none. */
  readonly at: string | undefined;
  readonly presence: ReadonlyMap<string, Presence>;
  readonly muted: ReadonlySet<string>;
  readonly quiet: Quiet | undefined;
  /** When somebody was last rung for. */
  readonly rungAt: number;
  /** The digits of people that were shown here last: what is accepted is what was compared. */
  readonly compared: ReadonlyMap<string, string>;
  /** Whose digits were compared. */
  readonly verified: ReadonlySet<string>;
  /** Other colours for some names, by their number. */
  readonly colours: ReadonlyMap<string, number>;
  readonly focused: boolean;
  readonly away: boolean;
  readonly showChats: boolean;
  readonly showPeople: boolean;
  readonly bare: boolean;
  /** The boot picture is shown until then. */
  readonly bootUntil: number;
  /** What was said last, of the history's file. */
  readonly history: readonly string[];
  readonly help: { readonly top: number } | undefined;
  readonly dashboard: Dashboard | undefined;
  readonly palette: { readonly query: Editor; readonly at: number } | undefined;
  readonly find: Find | undefined;
  /** Files that travel, or did, by the line that offers them. */
  readonly files: ReadonlyMap<string, FileRow>;
  readonly filesPage: { readonly at: number } | undefined;
  readonly picker: Picker | undefined;
  /** The folder in which a file was looked for last. */
  readonly pickedFrom: string | undefined;
  readonly question: SendQuestion | undefined;
  /** As they were chosen with options of the start. */
  /** Whether small pictures are shown. */
  readonly previews: boolean;
  /** The last search everywhere. */
  readonly last: Find | undefined;
  readonly tab: Tab | undefined;
  readonly toast: { readonly text: string; readonly until: number } | undefined;
  /** What is being typed while no conversation is open. */
  readonly draft: Editor;
  readonly sent: History;
  readonly typingTold: number;
  /** What was being written before this start was asked for. */
  readonly drafted: boolean;
}

/** The pane of F8. */
export interface Dashboard {
  /** The first row in sight. */
  readonly top: number;
  /** An answer is on its way. */
  readonly asking: boolean;
  readonly stats: Stats | undefined;
  /** Bytes that had come and gone at each look since it was opened, newest last. */
  readonly looks: readonly {
    readonly at: number;
    readonly received: number;
    readonly sent: number;
  }[];
}

export type Presence = 'online' | 'away' | 'offline';

export interface Find {
  /** The open conversation, or all. */
  readonly scope: 'here' | 'all';
  /** Hits are chosen from a list that lies over the screen. */
  readonly list: boolean;
  readonly query: Editor;
  /** Newest first. */
  readonly hits: readonly FoundLine[];
  readonly at: number;
  /** Tells this search from those before: what they still find is not taken. */
  readonly n: string;
  /** Where it goes on; undefined when there is no more. */
  readonly next: string | undefined;
  /** A part of it is under way. */
  readonly asking: boolean;
  /** What stood at the top before, where that was not the end. */
  readonly back: { readonly id: string; readonly row: number; readonly seq: number } | undefined;
}

export interface FoundLine {
  readonly to: string;
  readonly id: string;
  readonly seq: number;
  readonly at: number;
  readonly from: string;
  readonly text: string;
}

/** A completion that is being cycled through. */
export interface Tab {
  readonly choices: readonly string[];
  /** What is shown for each, where that says more. */
  readonly labels?: readonly string[];
  readonly at: number;
  /** What was typed, and how many letters before its cursor the completion takes the place of. */
  readonly from: Editor;
  readonly letters: number;
}

/** What the answer to an ask is for. */
export type Purpose =
  | { readonly for: 'nothing' }
  | { readonly for: 'rooms' }
  | { readonly for: 'drafts' }
  | { readonly for: 'untold' }
  /** The end of the screen waits for it. */
  | { readonly for: 'kept' }
  | {
      readonly for: 'lines';
      readonly to: string;
      readonly page: 'last' | 'newer' | 'around';
      /** The line that is to be in sight. */
      readonly id?: string;
    }
  | { readonly for: 'older'; readonly to: string }
  | { readonly for: 'hole'; readonly to: string }
  | { readonly for: 'found'; readonly n: string }
  | { readonly for: 'people'; readonly to: string }
  | { readonly for: 'presence' }
  | { readonly for: 'stats' }
  | { readonly for: 'sent'; readonly to: string; readonly id: string }
  | { readonly for: 'go' }
  | { readonly for: 'done'; readonly text: string }
  /** Digits are shown; `isOk` where they were to be accepted and had not been shown. */
  | { readonly for: 'person'; readonly to: string | undefined; readonly isOk: boolean }
  | { readonly for: 'accepted'; readonly to: string | undefined }
  | { readonly for: 'code'; readonly to: string }
  | { readonly for: 'revoked'; readonly device: string }
  | { readonly for: 'confirm'; readonly device: string; readonly to: string | undefined }
  /** A sentence of it is told in that conversation. */
  | { readonly for: 'told'; readonly to: string }
  | { readonly for: 'files' }
  /** What became of a file. */
  | { readonly for: 'file' }
  | { readonly for: 'sent-file'; readonly to: string; readonly rest: readonly string[] }
  | { readonly for: 'sending'; readonly to: string }
  | { readonly for: 'dropped'; readonly to: string; readonly text: string }
  | { readonly for: 'folder' }
  | { readonly for: 'glance'; readonly path: string }
  | { readonly for: 'list'; readonly list: ListKind; readonly to: string };

export type ListKind =
  | 'who'
  | 'users'
  | 'channels'
  | 'devices'
  | 'theirs'
  | 'sessions'
  | 'requests'
  | 'blocks'
  | 'invite';

/** A line, wherever it is. */
export interface Aim {
  readonly to: string;
  readonly id: string;
  readonly target: Target;
}

/** What happens to the screen. Every event brings its moment, and an id for a line it may make. */
export type Event = { readonly now: number; readonly fresh: string } & (
  | { readonly type: 'input'; readonly input: KeyEvent }
  | { readonly type: 'client'; readonly event: ClientEvent }
  /** Lines of one room that came together: they cost little more than one. */
  | { readonly type: 'lines'; readonly lines: readonly LineRow[] }
  | { readonly type: 'answer'; readonly purpose: Purpose; readonly answer: unknown }
  | { readonly type: 'refused'; readonly purpose: Purpose; readonly reason: Reason }
  | { readonly type: 'tick' }
  /** The draft was written somewhere else. */
  | { readonly type: 'written'; readonly text: string }
  /** Something outside of the screen could not be done. */
  | { readonly type: 'failed'; readonly reason: Reason }
  | { readonly type: 'spoken'; readonly language: Language; readonly words: Words }
);

export type Effect =
  | { readonly do: 'ask'; readonly ask: Ask; readonly purpose: Purpose }
  | { readonly do: 'bell' }
  | { readonly do: 'notify'; readonly title: string; readonly text: string }
  /** Puts a text where the terminal keeps what is copied. */
  | { readonly do: 'copy'; readonly text: string }
  | Outside
  /** Looks at the disk of this machine. */
  | { readonly do: 'disk'; readonly ask: DiskAsk; readonly purpose: Purpose }
  /** Another language is wanted. */
  | { readonly do: 'speak'; readonly language: Language }
  /** Keeps what this person chose for the next start. */
  | { readonly do: 'keep' }
  /** Writes a conversation into a file; what stood behind the command says which. */
  | { readonly do: 'export'; readonly to: string; readonly said: string }
  | { readonly do: 'quit' };

/** Another program has the terminal for a while, or opens a window of its own. */
export interface Outside {
  readonly do: 'browse' | 'show' | 'read' | 'write';
  /** An address, a file whose folder is shown, a text to read in a pager, or a draft to be written in an editor. */
  readonly text: string;
}

export type Step = readonly [State, readonly Effect[]];
