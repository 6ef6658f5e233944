import { doctor } from './doctor.ts';
import { exported } from './exported.ts';
import { help } from './help.ts';
import { lines } from './lines.ts';
import { reasons } from './reasons.ts';
import { results } from './results.ts';
import { said } from './said.ts';
import { usage } from './usage.ts';

/** Every sentence of the command line, in English. */
export const words = { help, usage, reasons, results, lines, said, exported, doctor };
