import { createHash } from 'node:crypto';
import process from 'node:process';

import { open } from '../../src/cli/library.ts';

/* A bot that answers every line. The id of an answer comes from its line, so that it is the same when said again. */
const { BOT_ADDRESS = '', BOT_HOME, BOT_PASSWORD } = process.env;
const chat = await open({
  address: BOT_ADDRESS,
  user: 'echo',
  password: BOT_PASSWORD,
  home: BOT_HOME,
  notice: () => {},
});
for await (const { room, id, content } of chat.heard()) {
  if (content.kind !== 'text') continue;
  const answer = createHash('sha256').update(id).digest('hex').slice(0, 32);
  await chat.say(room, `answer to ${content.text}`, answer);
}
