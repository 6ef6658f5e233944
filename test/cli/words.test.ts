import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newHome } from '../rig/home.ts';
import { jsonOf, registered, secret, serving } from '../rig/served.ts';

const inPortuguese = { env: { ...secret.env, LANG: 'pt_BR.UTF-8' } };

test('help and wrong usage speak the language of the environment, and --lang wins', async () => {
  await using home = await newHome();
  const [help, english, wrong, short] = await Promise.all([
    home.run(['channel', 'create', '--help'], inPortuguese),
    home.run(['--lang', 'en', 'channel', 'create', '--help'], inPortuguese),
    home.run(['--lang=pt-BR', 'serve', '--prot', '1']),
    home.run(['--lang', 'pt_br', 'serve', '--prot', '1']),
  ]);

  assert.match(
    help.out,
    /^Uso: pychat channel create \[opções\] <endereço> <sala> \[membro\.\.\.\]\n/,
  );
  assert.match(help.out, /\nOpções:\n/);
  assert.match(help.out, /mostra esta ajuda\n\nExemplo:\n/);
  assert.match(english.out, /^Usage: pychat channel create \[options\] <address> <room>/);
  assert.equal(
    wrong.err,
    'pychat: Não existe a opção --prot. Você quis dizer --port? Veja `pychat serve --help`.\n',
  );
  assert.equal(wrong.code, 2);
  assert.deepEqual(short, wrong);
});

test('an account is made, and a conversation held line by line, in Portuguese', async () => {
  await using nuvem = await newHome();
  const { address } = await serving(nuvem);
  await using home = await newHome();

  const made = await home.run(['register', address, '--user', 'ana'], inPortuguese);
  const talk = await home.run(['connect', address, '--user', 'ana'], {
    ...inPortuguese,
    input: 'oi\n/nada\n/dm\n/dm ninguem oi\n',
  });
  const short = await home.run(['register', address, '--user', 'bia'], {
    env: { LANG: 'pt_BR', PYCHAT_PASSWORD: 'curta' },
  });
  const json = await home.run(['--lang', 'pt-BR', 'users', address, '--json']);

  assert.match(
    made.err,
    /^Primeira vez em 127\.0\.0\.1:\d+\. .+\nA conta está criada; você entrou como ana\.\n$/,
  );
  assert.match(talk.out, /\n-- conectado\n/);
  assert.match(talk.out, /\n! Não existe \/nada\. /);
  assert.match(talk.out, /\n! É assim: \/dm nome \[texto\]\n/);
  assert.match(talk.out, /<ana> oi ✓\n/);
  assert.equal(talk.out.match(/Ninguém aqui tem esse nome/g)?.length, 1, talk.out);
  assert.match(short.err, /pychat: Uma senha tem pelo menos 10 caracteres\. /);
  assert.equal(jsonOf(json.out)[0]?.['event'], 'users');
});

test('a process that attaches to one of another language is told in its own', async () => {
  await using nuvem = await newHome();
  const { address } = await serving(nuvem);
  await using home = await registered(address, 'ana');
  const owner = home.start(['listen', address, '--json']);
  await owner.until('"up"');

  const failed = await home.run(['send', address, '@ninguem', 'oi'], inPortuguese);

  assert.equal(failed.err, 'pychat: Ninguém aqui se chama ninguem. Confira como se escreve.\n');
  assert.equal(failed.code, 1);
});

test('who or what is unknown is named', async () => {
  await using nuvem = await newHome();
  const { address } = await serving(nuvem);
  await using home = await registered(address, 'ana');

  const group = await home.run(['group', 'create', address, '+lab', 'ana', 'nobody', 'ze']);
  const device = await home.run(['devices', address, '--revoke', '99']);
  const session = await home.run(['sessions', address, '--end', '99']);
  const unknown = await home.run(['password', address], secret);

  assert.equal(group.err, 'pychat: Nobody here is called nobody, ze. Check the spelling.\n');
  assert.match(device.err, /^pychat: The account has no device 99\. /);
  assert.match(session.err, /^pychat: The account has no session 99\. /);
  assert.match(unknown.err, /--new-password-file or \$PYCHAT_NEW_PASSWORD\.\n$/);
  assert.deepEqual(
    [group, device, session, unknown].map(({ code }) => code),
    [1, 1, 1, 2],
  );
});

test('own lines are not unread, and what others say is', async () => {
  await using nuvem = await newHome();
  const { address } = await serving(nuvem);
  await using ana = await registered(address, 'ana');
  await using bob = await registered(address, 'bob');
  const made = await ana.run(['group', 'create', address, '+lab', 'bob']);

  await ana.run(['send', address, '+lab', 'one']);
  const own = await ana.run(['group', 'list', address]);
  const others = await bob.run(['group', 'list', address, '--json']);
  const alone = await ana.run(['group', 'create', address, '+me']);

  assert.match(made.err, /\+lab is there, with 2 members\./);
  assert.match(alone.err, /\+me is there, with 1 member\./);
  assert.match(own.out, /^\+lab {2}2 members {2}0 unread\n$/);
  assert.match(others.out, /"room":"\+(lab|~[0-9a-f]{4})".*"unread":[1-9]/);
});
