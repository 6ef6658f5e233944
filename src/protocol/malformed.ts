/** Bytes that are not what they should be. Thrown by the parsing door only, caught once per line. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
  readonly wanted: string;
  readonly path: string;

  constructor(wanted: string, path = '') {
    super(`${path || 'message'}: expected ${wanted}`);
    this.wanted = wanted;
    this.path = path;
  }

  /** The same fault, seen from one level further out. */
  inside(key: string): Malformed {
    return new Malformed(this.wanted, this.path ? `${key}.${this.path}` : key);
  }
}
