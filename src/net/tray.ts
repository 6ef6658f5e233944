/** What a socket reads into when it is made with `onread`: the same memory again and again, instead of new one for each piece. */
export interface Tray {
  /** For the options of `connect`. */
  readonly onread: {
    readonly buffer: Buffer;
    readonly callback: (length: number, buffer: Uint8Array) => boolean;
  };
  /** Who looks at what comes, before the next piece lies there. */
  readonly empty: (into: (bytes: Buffer) => void) => void;
}

export function newTray(size: number): Tray {
  const buffer = Buffer.allocUnsafeSlow(size);
  let into: ((bytes: Buffer) => void) | undefined;
  return {
    onread: {
      buffer,
      callback(length) {
        into?.(buffer.subarray(0, length));
        return true;
      },
    },
    empty: (next) => void (into = next),
  };
}
