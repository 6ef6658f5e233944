/** What a client may want of the nuvem's one port, as TLS names it (ALPN). */
export const alpn = { chat: 'pychat/1', file: 'pychat-file/1' } as const;
