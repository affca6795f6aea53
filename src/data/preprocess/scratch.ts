/** Memory that is used again from one image to the next. */
export interface Scratch {
  /** `length` float32, with what was there before; they are the caller's until the next call. */
  take(length: number): Float32Array;
  /** True for an array that lies in this memory. */
  holds(array: Float32Array): boolean;
}

/** Memory that grows to the largest image. */
export function createScratch(): Scratch {
  let memory = new Float32Array(0);
  return {
    take(length) {
      if (memory.length < length) memory = new Float32Array(length);
      return memory.subarray(0, length);
    },
    holds: (array) => array.buffer === memory.buffer,
  };
}
