// @ts-check
/** Files of a run in memory, and no record of its epochs: what is timed is not the disk. */
export function memoryFiles() {
  /** @type {Map<string, Uint8Array | string>} */
  const kept = new Map();
  return {
    read: (/** @type {string} */ file) => kept.get(file) ?? null,
    replace: (/** @type {string} */ file, /** @type {Uint8Array} */ bytes) => kept.set(file, bytes),
    append: () => 0,
    truncate: () => undefined,
  };
}
