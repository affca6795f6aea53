const keyLength = 32;

/** Keys in order, 32 bytes each, in memory that all threads share: to be asked without a message. */
export type KnownKeys = SharedArrayBuffer;

/** @param keys of 64 hexadecimal digits each. */
export function packKnownKeys(keys: Iterable<string>): KnownKeys {
  // Hexadecimal digits sort as the bytes do.
  const sorted = [...keys].sort();
  const shared = new SharedArrayBuffer(sorted.length * keyLength);
  const bytes = Buffer.from(shared);
  for (const [index, key] of sorted.entries()) bytes.write(key, index * keyLength, "hex");
  return shared;
}

/** Is the key among them? By halving. */
export function isKnownKey(known: KnownKeys, key: string): boolean {
  const bytes = Buffer.from(known);
  const asked = Buffer.from(key, "hex");
  let low = 0;
  let high = bytes.length / keyLength;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const start = middle * keyLength;
    const order = bytes.compare(asked, 0, keyLength, start, start + keyLength);
    if (order === 0) return true;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return false;
}
