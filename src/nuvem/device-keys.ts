import type { Store } from '../store/port.ts';

/**
 * The public keys of the devices that were here lately. A device has one key for ever, so this is never
 * wrong; whether it is revoked is asked of the store, in the transaction that seats it. When thousands
 * come back at once, each then waits for one commit and for nothing before it.
 */
export interface DeviceKeys {
  readonly keyOf: (device: number) => Promise<Uint8Array | undefined>;
}

const remembered = 20_000;

export function newDeviceKeys(store: Pick<Store, 'deviceKey'>): DeviceKeys {
  const keys = new Map<number, Uint8Array>();

  return {
    async keyOf(id) {
      const known = keys.get(id) ?? (await store.deviceKey(id));
      if (!known) return undefined;
      keys.delete(id);
      keys.set(id, known);
      if (keys.size > remembered) keys.delete(keys.keys().next().value ?? id);
      return known;
    },
  };
}
