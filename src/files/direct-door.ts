import { newDirectPort } from './direct-port.ts';
import { type DirectOffer, newReception, type ReceptionOptions } from './direct-reception.ts';

export interface DirectDoorOptions extends Omit<ReceptionOptions, 'offers'> {
  /** Where it was the last time: offers name it. */
  readonly port?: number | undefined;
  /** Every address of this machine, unless a test says less. */
  readonly host?: string | undefined;
}

/** Where receivers on the same network find what this device offers. It listens only while there is something. */
export interface DirectDoor extends AsyncDisposable {
  /** The last one with its id counts. What is too much is not offered here. */
  readonly offer: (offer: DirectOffer) => void;
  /** Whoever is being served is cut off. */
  readonly withdraw: (offer: DirectOffer) => void;
  /** For an offer that is about to be made; nothing when no socket may listen here, or too much is offered already. */
  readonly port: () => Promise<number | undefined>;
}

/** Each claim is compared with each offer; what is offered beyond it goes through the nuvem. */
const mostOffers = 1024;
/** So long the door stays open for an offer that was announced. */
const announcedMs = 60_000;

export function newDirectDoor(options: DirectDoorOptions): DirectDoor {
  const offers = new Map<string, DirectOffer>();
  const reception = newReception({ ...options, offers });
  const port = newDirectPort(reception.visit, options.port, options.host);
  let announced: NodeJS.Timeout | undefined;

  function closeUnused(): void {
    if (offers.size > 0 || announced) return;
    reception.cutOff(() => true);
    void port.close();
  }

  return {
    offer(offer) {
      if (offers.size >= mostOffers && !offers.has(offer.id)) return;
      offers.set(offer.id, offer);
      void port.open();
    },
    withdraw(offer) {
      if (offers.get(offer.id) !== offer) return;
      offers.delete(offer.id);
      reception.cutOff((id) => id === offer.id);
      closeUnused();
    },
    port() {
      if (offers.size >= mostOffers) return Promise.resolve(undefined);
      clearTimeout(announced);
      announced = setTimeout(() => {
        announced = undefined;
        closeUnused();
      }, announcedMs).unref();
      return port.open();
    },
    async [Symbol.asyncDispose]() {
      clearTimeout(announced);
      offers.clear();
      reception.cutOff(() => true);
      reception[Symbol.dispose]();
      await port.close();
    },
  };
}
