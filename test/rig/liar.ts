import { headSize } from '../../src/protocol/frames.ts';
import type { Line, LineEvents } from '../../src/protocol/line.ts';
import type { FromClient, FromNuvem, Message } from '../../src/protocol/messages.ts';
import { encode, parseMessage } from '../../src/protocol/wire.ts';

export type Said = Message<FromNuvem>;
export type Asked = Message<FromClient>;
/** What is said instead of that; `asked` is what it answers. */
export type Lie = (said: Said, asked: Asked | undefined) => readonly Said[];
/** What is answered to that, without asking the nuvem; nothing leaves it to the nuvem. */
export type Answer = (asked: Asked) => readonly Said[] | undefined;

/** A nuvem that lies to one client: a true one, and what it says and is asked goes through here. */
export interface Liar {
  /** Between the client and the nuvem, on each of its connections. */
  readonly through: (line: Line) => Line;
  /** All that the client said so far, on all connections. */
  readonly asked: readonly Asked[];
  readonly count: (...types: readonly FromClient[]) => number;
  /** From now on that lie is told, after those before it. */
  readonly tell: (lie: Lie) => void;
  readonly answer: (answer: Answer) => void;
  /** Says something that nobody asked for. */
  readonly say: (...said: readonly Said[]) => void;
  /** It lies no more. */
  readonly repent: () => void;
}

export function newLiar(): Liar {
  const asked: Asked[] = [];
  let lies: Lie[] = [];
  let answers: Answer[] = [];
  let events: LineEvents | undefined;

  function say(...said: readonly Said[]): boolean {
    let goesOn = true;
    for (const each of said) goesOn = events?.body(encode(each).subarray(headSize)) ?? true;
    return goesOn;
  }

  function through(line: Line): Line {
    const open = new Map<number, Asked>();
    return Object.assign(Object.create(line) as Line, {
      start(given: LineEvents) {
        events = given;
        const body = (bytes: Buffer): boolean => {
          const said = parseMessage(Buffer.from(bytes)) as Said;
          const re = 're' in said ? said.re : undefined;
          const to = re === undefined ? undefined : open.get(re);
          return say(
            ...lies.reduce<readonly Said[]>(
              (all, lie) => all.flatMap((one) => lie(one, to)),
              [said],
            ),
          );
        };
        line.start({ ...given, body });
      },
      send(frame: Parameters<Line['send']>[0]) {
        const one = parseMessage(Buffer.from(frame.subarray(headSize))) as Asked;
        asked.push(one);
        if ('re' in one && one.re !== undefined) open.set(one.re, one);
        for (const answer of answers) {
          const said = answer(one);
          if (said) return void setImmediate(() => say(...said));
        }
        line.send(frame);
      },
    });
  }

  return {
    through,
    asked,
    count: (...types) => asked.filter(({ type }) => types.includes(type)).length,
    tell: (lie) => void lies.push(lie),
    answer: (answer) => void answers.push(answer),
    say: (...said) => void say(...said),
    repent() {
      lies = [];
      answers = [];
    },
  };
}
