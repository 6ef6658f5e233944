import type { Write } from '../db-port.ts';
import type { SealWrite } from './port.ts';

const all: Readonly<Record<SealWrite['do'], true>> = {
  offers: true,
  seal: true,
  plan: true,
  unplan: true,
  open: true,
  skip: true,
  enter: true,
  met: true,
  named: true,
  leave: true,
  spend: true,
  pin: true,
  title: true,
};

export const isSealWrite = (write: Write): write is SealWrite => Object.hasOwn(all, write.do);

/** Of those the sealing has to know: its own writes, and that the nuvem forgot what was sealed. */
export const concernsSealing = (write: Write): boolean =>
  isSealWrite(write) || write.do === 'went-back';
