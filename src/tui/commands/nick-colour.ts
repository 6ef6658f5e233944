import { toast } from '../effects.ts';
import { nickCount } from '../frame.ts';
import { bare, type Command, wordsOf } from './_command.ts';

const mostColours = 1000;

/** Of this machine only: another colour for somebody's name. */
export const nickColour: Command = {
  name: 'nick-colour',
  run(state, said) {
    const [named, number = ''] = wordsOf(said);
    if (named === undefined) return undefined;
    const name = bare(named);
    const colours = new Map(state.colours);
    colours.delete(name);
    if (number !== 'off') {
      const wanted = /^\d{1,2}$/.test(number) ? Number(number) : 0;
      if (wanted < 1 || wanted > nickCount || colours.size >= mostColours) return undefined;
      colours.set(name, wanted - 1);
    }
    return [toast({ ...state, colours }, state.words.toast.done), [{ do: 'keep' }]];
  },
};
