/** Arrays of one kind as one, one after another. @param make its constructor, of a length. */
export function joinArrays<T extends Uint8Array | Int32Array | Float64Array>(
  make: new (length: number) => T,
  parts: readonly T[],
): T {
  const whole = new make(parts.reduce((total, { length }) => total + length, 0));
  let start = 0;
  for (const part of parts) {
    whole.set(part, start);
    start += part.length;
  }
  return whole;
}
