/**
 * The bits of a double, read and written with a fixed byte order, so that every platform gives the same answer.
 * The one scratch buffer is safe because core never yields between the write and the read.
 */
const scratch = new DataView(new ArrayBuffer(8));

/** The upper 32 bits of a double, signed: sign, 11 bits of biased exponent, upper 20 bits of the significand. */
export function highWord(value: number): number {
  scratch.setFloat64(0, value);
  return scratch.getInt32(0);
}

/** `value` with its upper 32 bits replaced by `high`. */
export function withHighWord(value: number, high: number): number {
  scratch.setFloat64(0, value);
  scratch.setInt32(0, high);
  return scratch.getFloat64(0);
}

/** 2 to the power of an integer from -1022 to 1023, exactly. */
export function powerOfTwo(exponent: number): number {
  scratch.setInt32(0, (exponent + 1023) << 20);
  scratch.setInt32(4, 0);
  return scratch.getFloat64(0);
}
