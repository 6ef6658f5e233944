/** One thing after the other of the same name, of others meanwhile. */
export type InOrder = <T>(name: string, work: () => Promise<T>) => Promise<T>;

export function newOrder(): InOrder {
  const last = new Map<string, Promise<unknown>>();
  return (name, work) => {
    const done = (last.get(name) ?? Promise.resolve()).then(work);
    const over = done.catch(() => {});
    last.set(name, over);
    return done.finally(() => {
      if (last.get(name) === over) last.delete(name);
    });
  };
}

/** Work of which there is one at a time: woken while it is done, it is done once more. */
export function newLoop(work: () => Promise<void>): () => void {
  let state: 'rests' | 'works' | 'woken' = 'rests';
  async function run(): Promise<void> {
    do {
      state = 'works';
      // What could not be done is gone on with when it is woken again.
      await work().catch(() => {});
    } while (isWoken());
    state = 'rests';
  }
  const isWoken = (): boolean => state === 'woken';
  return () => {
    if (state === 'rests') void run();
    else state = 'woken';
  };
}
