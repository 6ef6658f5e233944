import assert from 'node:assert/strict';
import { isIPv6 } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';
import { test } from 'node:test';

import { candidatesOf, placesOf } from '../../src/files/direct-candidates.ts';

const info = (
  address: string,
  internal = false,
  bits = isIPv6(address) ? 64 : 24,
): NetworkInterfaceInfo => {
  const cidr = `${address.replace(/%.*/, '')}/${bits}`;
  const rest = { address, netmask: '', mac: '', internal, cidr };
  return isIPv6(address) ? { ...rest, family: 'IPv6', scopeid: 0 } : { ...rest, family: 'IPv4' };
};
const loopback = [info('127.0.0.1', true), info('::1', true)];

test('an offer names addresses of private networks, not those that are valid everywhere', () => {
  const eth0 = ['192.168.1.7', '8.8.8.8', '2001:4860::8888', 'fd12::7', 'fe80::7'].map((address) =>
    info(address),
  );

  const candidates = candidatesOf({ lo: loopback, eth0 }, 4711);

  assert.deepEqual(candidates, ['192.168.1.7:4711', '[fd12::7]:4711', '[fe80::7]:4711']);
});

test('an offer names no containers and no virtual machines', () => {
  const interfaces = {
    docker0: [info('172.17.0.1')],
    'br-0123456789ab': [info('172.18.0.1'), info('fe80::1')],
    virbr0: [info('192.168.122.1')],
    'vEthernet (WSL)': [info('172.30.0.1')],
    veth0f1: [info('fe80::2')],
    wlan0: [info('10.0.0.9')],
  };

  assert.deepEqual(candidatesOf(interfaces, 4711), ['10.0.0.9:4711']);
});

test('a machine without any network names itself, and so finds itself', () => {
  assert.deepEqual(candidatesOf({ lo: loopback }, 4711), ['127.0.0.1:4711', '[::1]:4711']);
  assert.deepEqual(placesOf(['127.0.0.1:4711'], { lo: loopback }), [
    { host: '127.0.0.1', port: 4711 },
  ]);
});

test('who has a network is not made to knock at what listens for that machine alone', () => {
  const interfaces = { lo: loopback, eth0: [info('192.168.1.7')], wan0: [info('8.8.8.9')] };

  assert.deepEqual(candidatesOf({ lo: loopback, wan0: [info('8.8.8.9')] }, 4711), []);
  for (const machine of [interfaces, { wan0: interfaces.wan0 }])
    assert.deepEqual(placesOf(['127.0.0.1:4711', '[::1]:4711', '127.8.8.8:4711'], machine), []);
});

test('of an offer only those private networks are tried that this machine is part of', () => {
  const interfaces = {
    lo: loopback,
    eth0: [info('192.168.1.7'), info('fd12::7')],
    tailscale0: [info('100.101.102.103', false, 32), info('fd7a:115c:a1e0::7', false, 128)],
    docker0: [info('172.17.0.1', false, 16)],
  };
  const mine = ['192.168.1.9', '[fd12::9]', '100.64.1.9', '[fd7a:115c:a1e0::9]', '192.168.1.7'];
  const others = ['192.168.2.9', '10.0.0.9', '[fd13::9]', '169.254.169.254', '172.17.0.2'];
  const tried = (hosts: readonly string[]) =>
    hosts.flatMap((host) => placesOf([`${host}:4711`], interfaces));

  assert.equal(tried(mine).length, mine.length);
  assert.deepEqual(tried(others), []);
});

test('a machine of many addresses names eight, each once', () => {
  const many = Array.from({ length: 20 }, (_, at) => info(`10.0.${at}.1`));

  const candidates = candidatesOf({ eth0: many, eth1: many }, 4711);

  assert.equal(new Set(candidates).size, 8);
  assert.equal(candidates.length, 8);
});

test('of an offer nothing is tried but addresses of private networks', () => {
  const offered = [
    '8.8.8.8:4711',
    '[2001:4860::8888]:4711',
    'printer.local:4711',
    '10.1.2.3:80',
    '10.1.2.3:99999',
    '10.1.2.3',
    '10.1.2.300:4711',
    '[10.1.2.3]:4711',
    'fd12::7:4711',
    '0.0.0.0:4711',
    '[::ffff:8.8.8.8]:4711',
    '224.0.0.1:4711',
    '[fe80::7%eth0]:4711',
    '',
    '10.1.2.3:4711',
  ];

  const interfaces = { eth0: [info('10.1.2.9'), info('fd12::9'), info('fe80::9')] };
  assert.deepEqual(placesOf(offered, interfaces), [{ host: '10.1.2.3', port: 4711 }]);
});

test('a link-local address is tried on each link of this machine, eight places in all', () => {
  const interfaces = {
    lo: loopback,
    eth0: [info('fe80::a')],
    wlan0: [info('fe80::b%wlan0')],
    tun0: [info('10.8.0.1')],
  };

  const places = placesOf(['[fe80::7]:4711'], interfaces);
  const many = placesOf(
    Array.from({ length: 8 }, (_, at) => `[fe80::${at}]:4711`),
    interfaces,
  );

  assert.deepEqual(
    places.map(({ host }) => host),
    ['fe80::7%eth0', 'fe80::7%wlan0'],
  );
  assert.equal(many.length, 8);
});
