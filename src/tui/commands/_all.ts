import { tell } from '../chats.ts';
import { nearest } from '../nearest.ts';
import type { State, Step } from '../state.ts';
import type { Command } from './_command.ts';
import { add } from './add.ts';
import { away } from './away.ts';
import { ban } from './ban.ts';
import { block, unblock } from './block.ts';
import { cancel } from './cancel.ts';
import { channel } from './channel.ts';
import { channels } from './channels.ts';
import { copy } from './copy.ts';
import { deleteLine } from './delete.ts';
import { devices } from './devices.ts';
import { dm } from './dm.ts';
import { edit } from './edit.ts';
import { exportIt } from './export.ts';
import { files } from './files.ts';
import { get } from './get.ts';
import { go } from './go.ts';
import { group } from './group.ts';
import { help } from './help.ts';
import { invite } from './invite.ts';
import { join } from './join.ts';
import { lang } from './lang.ts';
import { leave } from './leave.ts';
import { me } from './me.ts';
import { meet } from './meet.ts';
import { mute } from './mute.ts';
import { name } from './name.ts';
import { nickColour } from './nick-colour.ts';
import { older } from './older.ts';
import { open } from './open.ts';
import { quiet } from './quiet.ts';
import { quit } from './quit.ts';
import { react } from './react.ts';
import { receipts } from './receipts.ts';
import { kick, remove } from './remove.ts';
import { reply } from './reply.ts';
import { accept, decline, requests } from './requests.ts';
import { resend } from './resend.ts';
import { retry } from './retry.ts';
import { role } from './role.ts';
import { rooms } from './rooms.ts';
import { searchAll } from './search-all.ts';
import { search } from './search.ts';
import { send } from './send.ts';
import { sessions } from './sessions.ts';
import { silence } from './silence.ts';
import { slow } from './slow.ts';
import { stats } from './stats.ts';
import { theme } from './theme.ts';
import { topic } from './topic.ts';
import { unread } from './unread.ts';
import { users } from './users.ts';
import { verify } from './verify.ts';
import { who } from './who.ts';

/** Every slash command, in the order of the help. */
export const commands: readonly Command[] = [
  dm,
  group,
  channel,
  channels,
  rooms,
  go,
  unread,
  join,
  leave,
  who,
  users,
  me,
  reply,
  edit,
  cancel,
  deleteLine,
  react,
  copy,
  open,
  older,
  send,
  files,
  get,
  search,
  searchAll,
  exportIt,
  mute,
  quiet,
  away,
  requests,
  accept,
  decline,
  block,
  unblock,
  add,
  remove,
  topic,
  name,
  role,
  kick,
  ban,
  silence,
  slow,
  invite,
  verify,
  meet,
  devices,
  sessions,
  receipts,
  resend,
  retry,
  stats,
  theme,
  nickColour,
  lang,
  help,
  quit,
];

const byName = new Map<string, Command>(commands.map((command) => [command.name, command]));

/** What other chats call some of them. */
const elsewhere = new Map<string, Command>([
  ['exit', quit],
  ['msg', dm],
  ['part', leave],
  ['query', dm],
]);

/** The command of that name, or the one that other chats call so. */
export const commandOf = (typed: string): Command | undefined =>
  byName.get(typed.toLowerCase()) ?? elsewhere.get(typed.toLowerCase());

/** Runs what stands behind a `/`. */
export function runCommand(state: State, line: string): Step {
  const [typed = ''] = /^\S*/.exec(line) ?? [];
  const command = commandOf(typed);
  if (!command) {
    const near = nearest(typed, [...byName.keys()]);
    return [tell(state, `! ${state.words.noCommand(typed.slice(0, 40), near)}`, 'alert'), []];
  }
  const step = command.run(state, line.slice(typed.length).replace(/^\s/, ''));
  if (step) return step;
  const { takes } = state.words.commands[command.name];
  return [tell(state, `! ${state.words.usage(`/${command.name} ${takes}`)}`, 'alert'), []];
}
