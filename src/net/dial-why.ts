/** Why an address was not reached. */
export type DialWhy =
  | 'key'
  /** Something else answers there: not TLS, or TLS that is no nuvem. */
  | 'other'
  /** Hung up in the middle of the handshake. */
  | 'closed'
  | 'timeout'
  | 'refused'
  | 'unreachable'
  | 'unresolved'
  | 'aborted';

const whys: Readonly<Record<string, DialWhy>> = {
  ENOTFOUND: 'unresolved',
  EAI_AGAIN: 'unresolved',
  EAI_FAIL: 'unresolved',
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  EINVAL: 'unreachable',
  ECONNRESET: 'closed',
  EPIPE: 'closed',
  ECONNABORTED: 'closed',
};

/** Of what a socket failed with. What is left is OpenSSL's: bytes that are no TLS, or TLS that wants something else. */
export function whyOf(fault: NodeJS.ErrnoException): DialWhy {
  return whys[fault.code ?? ''] ?? 'other';
}
