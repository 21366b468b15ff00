const deepestNesting = 32;
const structType = 12;

/**
 * Walks over values in Thrift's compact protocol, in which Parquet keeps its metadata
 * (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md). Bytes that are no such values
 * throw a RangeError; so does a number that a double does not hold exactly.
 */
export class ThriftReader {
  readonly #bytes: Uint8Array;
  /** Where the next value begins. */
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  /**
   * Reads a struct field by field. What the visitor does not read, which it says by returning false, is skipped.
   *
   * @param visit reads the field of that number and type from this reader
   */
  struct(visit: (field: number, type: number) => boolean, depth = 0): void {
    if (depth > deepestNesting) throw new RangeError('nested too deeply');
    let field = 0;
    for (;;) {
      const header = this.#byte();
      if (header === 0) return;
      field = header >> 4 === 0 ? this.integer() : field + (header >> 4);
      const type = header & 0x0f;
      if (!visit(field, type)) this.#skip(type, depth);
    }
  }

  /** Reads a list, of which `visit` reads each element. */
  list(visit: () => void): void {
    const header = this.#byte();
    const length = header >> 4 === 15 ? this.#varint() : header >> 4;
    for (let index = 0; index < length; index++) visit();
  }

  /** A whole number of any width. */
  integer(): number {
    const value = this.#varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** The bytes of a text or of any other binary value. */
  binary(): Uint8Array {
    const length = this.#varint();
    const start = this.at;
    this.#advance(length);
    return this.#bytes.subarray(start, this.at);
  }

  #skip(type: number, depth: number): void {
    // Booleans are in the type itself; numbers are varints, but for bytes and doubles.
    if (type === 1 || type === 2) return;
    if (type === 3) this.#advance(1);
    else if (type >= 4 && type <= 6) this.#skipVarint();
    else if (type === 7) this.#advance(8);
    else if (type === 8) this.#advance(this.#varint());
    else if (type === 9 || type === 10) this.#skipList(depth);
    else if (type === structType) this.struct(() => false, depth + 1);
    else throw new RangeError('unknown type');
  }

  #skipList(depth: number): void {
    if (depth > deepestNesting) throw new RangeError('nested too deeply');
    const type = (this.#bytes[this.at] as number) & 0x0f;
    // Inside a list a boolean takes a byte.
    this.list(() => this.#skip(type === 1 || type === 2 ? 3 : type, depth + 1));
  }

  /** Also one that a double does not hold, as statistics may be. */
  #skipVarint(): void {
    while (this.#byte() >= 0x80);
  }

  #varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = this.#byte();
      value += (byte & 0x7f) * scale;
      if (value > Number.MAX_SAFE_INTEGER) throw new RangeError('number too long');
      if (byte < 0x80) return value;
    }
  }

  #byte(): number {
    const value = this.#bytes[this.at];
    if (value === undefined) throw new RangeError('beyond the end');
    this.at++;
    return value;
  }

  #advance(bytes: number): void {
    if (bytes > this.#bytes.length - this.at) throw new RangeError('beyond the end');
    this.at += bytes;
  }
}
