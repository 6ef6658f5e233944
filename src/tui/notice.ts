const esc = '\u001b';

/** A notice of the desktop (OSC 9 and 777), in the two ways that terminals know. */
export function notice(title: string, text: string): string {
  const [head, body] = [title, text].map((part) =>
    part.replaceAll(/[\p{Cc};]/gu, ' ').slice(0, 200),
  );
  return `${esc}]9;${head}: ${body}${esc}\\${esc}]777;notify;${head};${body}${esc}\\`;
}
