/**
 * Seeded random numbers. A generator is derived by name, so that adding one draw, or one consumer,
 * never shifts another: `rng.child("split")` depends on the seed and the path of names only.
 */

/** Source of randomness. Drawing advances this generator, never its parent or its children. */
export interface Rng {
  /** A generator of its own for `name`; independent of how much was drawn from this one. */
  child(name: string): Rng;
  /** Uniform integer in [0, 2³²). */
  uint32(): number;
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Fills `out` with what so many calls of `uniform` return, one after the other; several times as fast. */
  uniforms(out: Float64Array): void;
  /** Uniform integer in [0, bound), without modulo bias. `bound` in 1..2³². */
  integer(bound: number): number;
  /** Standard normal (Box–Muller, one draw of two uniforms a value). */
  normal(): number;
  /** Uniformly random order of 0..count-1 (Fisher–Yates). */
  permutation(count: number): Int32Array;
}

/** Generator for `seed` (any integer or text); see {@link Rng}. xoshiro128**, seeded by a hash of the path. */
export function createRng(seed: number | string): Rng {
  return fromPath(String(seed));
}

function fromPath(path: string): Rng {
  const state = hashPath(path);
  let [s0, s1, s2, s3] = state;

  function uint32(): number {
    const result = scramble(s1);
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = rotateLeft(s3, 11);
    return result;
  }

  function uniform(): number {
    return fraction(uint32(), uint32());
  }

  // The state is kept in variables of the loop, since calls of `uint32` would store it each time, and both steps of a number are written out: one loop over words takes 1.8 times as long.
  function uniforms(out: Float64Array): void {
    let [a, b, c, d] = [s0, s1, s2, s3];
    for (let index = 0; index < out.length; index++) {
      const high = scramble(b);
      let shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = rotateLeft(d, 11);
      const low = scramble(b);
      shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = rotateLeft(d, 11);
      out[index] = fraction(high, low);
    }
    [s0, s1, s2, s3] = [a, b, c, d];
  }

  function integer(bound: number): number {
    const limit = 4294967296 - (4294967296 % bound);
    let value = uint32();
    while (value >= limit) value = uint32();
    return value % bound;
  }

  function normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    return radius * Math.cos(2 * Math.PI * uniform());
  }

  function permutation(count: number): Int32Array {
    const order = Int32Array.from({ length: count }, (_, index) => index);
    for (let last = count - 1; last > 0; last--) {
      const other = integer(last + 1);
      const kept = order[last] ?? 0;
      order[last] = order[other] ?? 0;
      order[other] = kept;
    }
    return order;
  }

  return {
    child: (name) => fromPath(`${path}/${name}`),
    uint32,
    uniform,
    uniforms,
    integer,
    normal,
    permutation,
  };
}

/** What xoshiro128** returns of its second word. */
function scramble(word: number): number {
  return Math.imul(rotateLeft(Math.imul(word, 5), 7), 9) >>> 0;
}

/** 53 of the bits of two words, in [0, 1). */
function fraction(high: number, low: number): number {
  return ((high >>> 5) * 67108864 + (low >>> 6)) / 9007199254740992;
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/** 128 bits from a text: four murmur-style lanes with distinct seeds, never all zero. */
function hashPath(path: string): [number, number, number, number] {
  const lane = (seed: number): number => {
    let hash = seed | 0;
    for (let index = 0; index < path.length; index++) {
      hash = Math.imul(hash ^ path.charCodeAt(index), 0xcc9e2d51);
      hash = Math.imul(rotateLeft(hash, 15), 0x1b873593) + 0x52dce729;
    }
    hash ^= path.length;
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) | 0;
  };
  const lanes: [number, number, number, number] = [
    lane(0x9e3779b9),
    lane(0x243f6a88),
    lane(0xb7e15162),
    lane(0x6a09e667),
  ];
  if (lanes.every((value) => value === 0)) lanes[0] = 1;
  return lanes;
}
