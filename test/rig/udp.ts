import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** A socket of its own, which has that port alone; 0 takes a free one. */
export async function udpSocket(port: number, address: string): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(port, address);
  await once(socket, 'listening');
  return socket;
}

/** A port of UDP that nobody has now. */
export async function freeUdpPort(): Promise<number> {
  const socket = await udpSocket(0, '0.0.0.0');
  const { port } = socket.address();
  socket.close();
  return port;
}

/** As the wire has it: the nonce is the first thing in a probe. */
export const nonceOf = (probe: Buffer): Buffer => Buffer.from(probe.subarray(9, 25));
