#!/usr/bin/env node
var version = process.versions.node.split('.').map(Number);
if (version[0] < 20 || (version[0] === 20 && version[1] < 19)) {
  process.stderr.write('pychat needs Node 20.19 or newer; this is ' + process.version + '.\n');
  process.exit(1);
}
void import('../dist/src/cli/main.js').then((cli) => cli.run(process));
