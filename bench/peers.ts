import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { newCertificate } from './certificate.ts';
import { stop } from './process.ts';
import { listens, pinned, type Server } from './server.ts';

/** A chat server of others, with its limits lifted and its log off, to compare with. */
export interface Peer {
  readonly name: string;
  readonly start: (folder: string) => Promise<Server>;
}

interface Recipe {
  readonly name: string;
  readonly port: number;
  readonly tongue: 'irc' | 'mqtt';
  /** ngircd takes one log-in after the other: more knocking at once only times out. */
  readonly dialling: string;
  readonly config: (at: Place) => string;
  readonly command: (config: string) => readonly string[];
}

interface Place {
  readonly folder: string;
  readonly cert: string;
  readonly key: string;
}

const recipes: readonly Recipe[] = [
  {
    name: 'ngircd',
    port: 16601,
    tongue: 'irc',
    dialling: '32',
    config: ngircd,
    command: (config) => ['ngircd', '-n', '-f', config],
  },
  {
    name: 'inspircd',
    port: 16602,
    tongue: 'irc',
    dialling: '256',
    config: inspircd,
    command: (config) => ['inspircd', '--config', config, '--nofork', '--runasroot'],
  },
  {
    name: 'mosquitto',
    port: 16604,
    tongue: 'mqtt',
    dialling: '256',
    config: mosquitto,
    command: (config) => ['mosquitto', '-c', config],
  },
];

const path = `${process.env['PATH']}:/usr/sbin`;
const env = { ...process.env, PATH: path };

/** Those that are installed. */
export function peers(): readonly Peer[] {
  const there = recipes.filter(({ name }) => spawnSync('which', [name], { env }).status === 0);
  return there.map((recipe) => ({ name: recipe.name, start: (folder) => start(recipe, folder) }));
}

async function start(recipe: Recipe, parent: string): Promise<Server> {
  const folder = join(parent, recipe.name);
  mkdirSync(folder, { recursive: true });
  chmodSync(parent, 0o755);
  const [cert, key] = await newCertificate(folder);
  chmodSync(key, 0o644);
  const config = join(folder, 'config');
  writeFileSync(config, recipe.config({ folder, cert, key }));

  const child = pinned(recipe.command(config), folder, env);
  child.stdout?.resume();
  await listens(recipe.port, child);
  return {
    port: recipe.port,
    pid: child.pid ?? 0,
    tongue: recipe.tongue,
    load: ['--dialling', recipe.dialling],
    stop: () => stop(child),
  };
}

function ngircd({ cert, key }: Place): string {
  return `[Global]
Name = irc.bench.local
Info = bench
Listen = 127.0.0.1
Ports = 16600
ServerUID = nobody
ServerGID = nogroup
MotdPhrase = hi
[Limits]
MaxConnections = 0
MaxConnectionsIP = 0
MaxJoins = 0
MaxNickLength = 30
MaxPenaltyTime = 0
PingTimeout = 3600
PongTimeout = 600
[Options]
DNS = no
Ident = no
PAM = no
[SSL]
CertFile = ${cert}
KeyFile = ${key}
Ports = 16601
`;
}

function inspircd({ folder, cert, key }: Place): string {
  return `<server name="irc.bench.local" description="b" id="97K" network="bench">
<admin name="a" nick="a" email="a@b.c">
<bind address="127.0.0.1" port="16602" type="clients" sslprofile="Clients">
<module name="ssl_gnutls">
<sslprofile name="Clients" provider="gnutls" certfile="${cert}" keyfile="${key}" priority="NORMAL" mindhbits="1024" requestclientcert="no">
<connect name="main" allow="*" timeout="60" pingfreq="3600" hardsendq="1073741824" softsendq="1073741824" recvq="1048576" localmax="100000" globalmax="100000" maxchans="100" limit="100000" maxconnwarn="no" resolvehostnames="no" useident="no" threshold="1000000000" commandrate="1000000000" fakelag="no">
<class name="c" commands="">
<channels users="100">
<dns server="127.0.0.1" timeout="1">
<pid file="${folder}/pid">
<options defaultmodes="nt" nosnoticestack="no" allowhalfop="no">
<performance netbuffersize="65536" somaxconn="4096" softlimit="20000" clonesonconnect="no" quietbursts="yes" timeskipwarn="0s">
<security hidesplits="no" announceinvites="none">
<limits maxnick="31" maxchan="64" maxmodes="20" maxident="11" maxhost="64" maxquit="255" maxtopic="307" maxkick="255" maxreal="128" maxaway="200">
<log method="file" type="* -USERINPUT -USEROUTPUT" level="none" target="${folder}/log">
<whowas groupsize="0" maxgroups="0" maxkeep="1">
<path configdir="${folder}" datadir="${folder}" logdir="${folder}" moduledir="/usr/lib/inspircd/modules" runtimedir="${folder}">
`;
}

function mosquitto({ cert, key }: Place): string {
  return `listener 16604 127.0.0.1
certfile ${cert}
keyfile ${key}
tls_version tlsv1.3
allow_anonymous true
max_queued_messages 0
max_inflight_messages 0
max_connections -1
log_type none
persistence false
set_tcp_nodelay true
user root
`;
}
