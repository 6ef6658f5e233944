import type { Socket } from 'node:net';

const longestHead = 8 * 1024;
const patienceMs = 5000;

/** What somebody gets who comes with a browser. */
export function answerBrowser(socket: Socket): void {
  answerHttp(socket, '426 Upgrade Required', [
    'This is a pychat nuvem: it speaks to pychat, not to browsers.',
    'Connect with: pychat connect HOST:PORT',
  ]);
}

/** The same for somebody who did not even begin with TLS. */
export function answerPlainHttp(socket: Socket): void {
  answerHttp(socket, '400 Bad Request', [
    'This is a pychat nuvem, and this port speaks TLS only.',
    'Connect with: pychat connect HOST:PORT',
  ]);
}

/** Waits for the end of the request's head, within bounds of size and time, then answers and closes. */
function answerHttp(socket: Socket, status: string, lines: readonly string[]): void {
  const timer = setTimeout(() => socket.destroy(), patienceMs);
  let head = '';
  socket.on('close', () => clearTimeout(timer));
  socket.on('error', () => socket.destroy());
  socket.on('data', hear);

  function hear(chunk: Buffer): void {
    head += chunk.toString('latin1');
    if (head.length <= longestHead && !/\r?\n\r?\n/.test(head)) return;
    socket.off('data', hear);
    socket.resume();
    socket.end(responseOf(status, lines));
  }
}

function responseOf(status: string, lines: readonly string[]): string {
  const body = lines.map((line) => `${line}\r\n`).join('');
  return [
    `HTTP/1.1 ${status}`,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${body.length}`,
    'Cache-Control: no-store',
    ...(status.startsWith('426')
      ? ['Upgrade: pychat/1', 'Connection: Upgrade, close']
      : ['Connection: close']),
    '',
    body,
  ].join('\r\n');
}
