/** What terminals obey, or are confused by. */
export const corpus: readonly string[] = [
  '\u001b[2J\u001b[31mred',
  '\u001b]52;c;aGFja2Vk\u0007clipboard',
  '\u001b]0;title\u001b\\',
  '\u001b]8;;http://evil.example\u001b\\click\u001b]8;;\u001b\\',
  '\u001b[?1049l\u001bc out',
  '\u001bP+q544e\u001b\\ asked',
  '\u009b31m\u009d52;c;aGFja2Vk\u009c eight bits',
  'bell\u0007 back\b\b\b return\rover',
  'user\u202Egnp.exe \u2066isolated\u2069 \u200Fmark',
  'zero\u200Bwidth\uFEFFjoined\u2060',
  `${'e\u0301'.repeat(3)}${'\u0301'.repeat(10_000)}tower`,
  'half \ud83d pair, \ud83d\ude00 whole',
  'rows\u2028of\u2029other\u0085kinds\u000bof\u000cends',
];
