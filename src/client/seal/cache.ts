import { type Place, weightOf } from './place.ts';

/** Rooms of two take some kilobytes, one of 500 devices about 1.4 MB. */
const most = 32 * 1024 * 1024;

/** The rooms that were used last, as they are on disk. */
export interface Cache {
  readonly get: (room: string) => Place | undefined;
  /** In place of what was there. */
  readonly put: (place: Place) => void;
}

export function newCache(): Cache {
  const places = new Map<string, { readonly place: Place; readonly weight: number }>();
  let weight = 0;
  function drop(room: string): void {
    weight -= places.get(room)?.weight ?? 0;
    places.delete(room);
  }
  return {
    get(room) {
      const held = places.get(room);
      if (!held) return undefined;
      places.delete(room);
      places.set(room, held);
      return held.place;
    },
    put(place) {
      drop(place.room);
      const held = { place, weight: weightOf(place) };
      places.set(place.room, held);
      weight += held.weight;
      for (const oldest of places.keys()) {
        if (weight <= most || places.size === 1) break;
        drop(oldest);
      }
    },
  };
}
