// Are the subjects of these commits `room: what it does now`? `node bin/subjects.js main..HEAD`. Not shipped.
import { spawnSync } from 'node:child_process';
import process from 'node:process';

const places =
  'base|protocol|net|store|bus|nuvem|e2ee|client|home|tui|cli|test|bench|docs|build|certs|history';
const like = new RegExp(`^(${places}): .{3,}$`);
const longest = 72;

const git = spawnSync('git', ['log', '--no-merges', '--format=%s', process.argv[2] ?? '-20'], {
  encoding: 'utf8',
});
if (git.status !== 0) {
  process.stderr.write(git.stderr);
  process.exit(1);
}
const wrong = git.stdout
  .split('\n')
  .filter((subject) => subject !== '' && !(like.test(subject) && subject.length <= longest));
for (const subject of wrong)
  process.stderr.write(`Not \`room: what it does now\` in ${longest} characters: ${subject}\n`);
process.exit(wrong.length === 0 ? 0 : 1);
