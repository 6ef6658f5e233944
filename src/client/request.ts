import type { FromNuvem, Message, Request as RequestType } from '../protocol/messages.ts';

/** What a request on the wire is for, kept until its reply. */
export type Request =
  | { readonly for: 'hello' | 'resume' | 'sync' | 'ping' | 'revoke' | 'forget' }
  | { readonly for: 'own-devices' }
  | { readonly for: 'device-say'; readonly ask: number | undefined }
  | { readonly for: 'seat'; readonly ask: number }
  | { readonly for: 'ask'; readonly ask: number }
  | { readonly for: 'post'; readonly room: string; readonly id: string }
  | {
      readonly for: 'older';
      readonly ask: number;
      readonly room: string;
      readonly from: number;
      readonly to: number;
    }
  /** The supply of key packages, and what a sealed room needs of the nuvem. */
  | { readonly for: 'offers' | 'put-offers' | 'blob-put' }
  | { readonly for: 'room-devices' | 'claim' | 'blob-get'; readonly room: string }
  | { readonly for: 'commit'; readonly room: string; readonly no: number }
  /** Devices of somebody who is to be added by an ask. */
  | {
      readonly for: 'newcomer';
      readonly room: string;
      readonly ask: number;
      readonly user: string;
    }
  | { readonly for: 'fetch'; readonly room: string; readonly after: number }
  | { readonly for: 'search'; readonly room: string; readonly before: number }
  | { readonly for: 'open'; readonly room: string };

type Without<T> = T extends unknown ? Omit<T, 're'> : never;
/** A request whose number is given when it is sent. */
export type Bare = Without<Message<RequestType>>;
export type Reply = Message<FromNuvem>;
