import { draftOf, open } from './chats.ts';
import { viewEditor } from './editor-view.ts';
import type { Row, Size } from './frame.ts';
import { standingRows, stoppedRows } from './standing.ts';
import type { State } from './state.ts';
import { textWidth } from './width.ts';

/** Where everything stands, in cells. A width of 0 means that it is not shown. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly bare: boolean;
  /** Widths, their right border with them. */
  readonly chats: number;
  readonly people: number;
  /** The box of messages, inside its border. */
  readonly messages: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
  /** What holds in the conversation, below its messages. */
  readonly standing: readonly Row[];
  readonly prompt: string;
  readonly input: { readonly y: number; readonly width: number; readonly height: number };
}

export const smallest = { width: 20, height: 6 };
const mostInput = 6;

export function layoutOf(state: State): Layout {
  const { columns: width, lines: height, bare } = state;
  const [chats, people] = bare ? [0, 0] : panesOf(state);
  const prompt = ` ${promptOf(state)}`;
  const inputWidth = Math.max(4, width - textWidth(prompt));
  const most = Math.max(1, Math.min(mostInput, height - 5));
  const input =
    state.find && !state.find.list ? 1 : viewEditor(draftOf(state), inputWidth, most).rows.length;
  const edge = bare ? 0 : 1;
  const box = {
    width: width - Math.max(chats, edge) - Math.max(people, edge),
    height: Math.max(1, height - input - 2 - 2 * edge),
  };
  const stopped = stoppedRows(state, box);
  const standing = stopped.length > 0 ? stopped : standingRows(state, open(state), box);
  return {
    width,
    height,
    bare,
    chats,
    people,
    messages: {
      x: chats === 0 ? edge : chats,
      y: 1 + edge,
      width: box.width,
      height: box.height - standing.length,
    },
    standing,
    prompt,
    input: { y: height - 1 - input, width: inputWidth, height: input },
  };
}

/** The box that messages are wrapped for: where there is room, a blank stands before the border. */
export const listBox = ({ messages: { width, height }, bare }: Layout): Size => ({
  width: width >= 56 && !bare ? width - 1 : width,
  height,
});

/** How wide the lists beside the messages are. */
function panesOf(state: State): readonly [chats: number, people: number] {
  const { columns: width } = state;
  const list = width >= 110 ? 28 : 20;
  const chats = state.showChats && width >= 60 ? list : 0;
  return [chats, state.showPeople && width >= 100 && open(state) ? 18 : 0];
}

function promptOf(state: State): string {
  const { prompt } = state.words;
  if (state.find && !state.find.list) return prompt.find;
  const chat = open(state);
  if (chat?.edit) return prompt.edit;
  if (chat?.reply) return prompt.reply;
  return state.columns < 40 ? '> ' : `${state.me.name}> `;
}
