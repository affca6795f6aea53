import type { Rng } from "../../src/base/rng.js";

/** A valid file from which damaged ones are made. */
export interface Seed {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Makes a file of the mutated bytes: what packs them, or sets their checksums right. */
  readonly seal?: (mutated: Uint8Array) => Uint8Array;
}

/** Mutated bytes are cut here, before they are sealed. */
export const longestInput = 2 ** 16;

/**
 * One damaged file: a seed, changed in one to eight places, and sealed.
 *
 * Changes: bits and bytes, whole numbers of 2, 4 or 8 bytes in either order (what lengths are made of), blocks that are
 * lost, doubled, moved, filled, repeated up to {@link longestInput} or taken from another seed, words of the format, a cut.
 * Half of the places are within the first 256 bytes, where headers are. The same `rng` gives the same file.
 */
export function mutate(
  rng: Rng,
  seeds: readonly Seed[],
  words: readonly Uint8Array[] = [],
): Uint8Array {
  const seed = pick(rng, seeds);
  let bytes: Uint8Array = seed.bytes.slice();
  for (let left = 1 + geometric(rng, 7); left > 0; left--) {
    bytes = pick(rng, changes)({ bytes, rng, other: pick(rng, seeds).bytes, words });
    if (bytes.length > longestInput) bytes = bytes.slice(0, longestInput);
  }
  return seed.seal === undefined ? bytes : seed.seal(bytes);
}

interface Place {
  /** May be changed in place. */
  readonly bytes: Uint8Array;
  readonly rng: Rng;
  readonly other: Uint8Array;
  readonly words: readonly Uint8Array[];
}

type Change = (place: Place) => Uint8Array;

/** Frequent ones stand here several times. */
const changes: readonly Change[] = [
  flipBit,
  flipBit,
  setByte,
  setByte,
  setByte,
  setNumber,
  setNumber,
  setNumber,
  addToNumber,
  addToNumber,
  cut,
  loseBlock,
  doubleBlock,
  moveBlock,
  fillBlock,
  repeatBlock,
  takeBlock,
  splice,
  insertWord,
  insertWord,
];

function flipBit({ bytes, rng }: Place): Uint8Array {
  const at = placeIn(rng, bytes.length);
  if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << rng.integer(8));
  return bytes;
}

function setByte({ bytes, rng }: Place): Uint8Array {
  const at = placeIn(rng, bytes.length);
  const value = pick(rng, [0, 1, 2, 3, 4, 8, 16, 32, 64, 127, 128, 254, 255, rng.integer(256)]);
  if (at < bytes.length) bytes[at] = value;
  return bytes;
}

/** A number at which sizes, counts and offsets go wrong. */
function setNumber({ bytes, rng }: Place): Uint8Array {
  const size = pick(rng, [2, 4, 4, 8]);
  const last = 2n ** BigInt(8 * size) - 1n;
  const length = BigInt(bytes.length);
  const values = [
    ...[0n, 1n, 2n, 16n, 255n, 256n, 32767n, 32768n, 60000n, 65535n, 65536n],
    ...[2n ** 24n, 2n ** 28n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n],
    ...[last, last - 1n, last >> 1n, (last >> 1n) + 1n, length, length - 1n, length + 1n],
    BigInt(rng.uint32()) >> BigInt(rng.integer(32)),
  ];
  return writeNumber(bytes, placeIn(rng, bytes.length), size, pick(rng, values) & last, rng);
}

function addToNumber({ bytes, rng }: Place): Uint8Array {
  const at = placeIn(rng, bytes.length);
  const size = pick(rng, [1, 2, 4]);
  if (at + size > bytes.length) return bytes;
  const little = rng.integer(2) === 0;
  const order = little ? bytes.slice(at, at + size).toReversed() : bytes.slice(at, at + size);
  const old = order.reduce((value, byte) => value * 256n + BigInt(byte), 0n);
  const value = BigInt.asUintN(8 * size, old + BigInt(rng.integer(33) - 16));
  for (let index = 0; index < size; index++) {
    const place = little ? index : size - 1 - index;
    bytes[at + place] = Number((value >> BigInt(8 * index)) & 255n);
  }
  return bytes;
}

function writeNumber(
  bytes: Uint8Array,
  at: number,
  size: number,
  value: bigint,
  rng: Rng,
): Uint8Array {
  const little = rng.integer(2) === 0;
  for (let index = 0; index < size; index++) {
    const place = at + (little ? index : size - 1 - index);
    if (place < bytes.length) bytes[place] = Number((value >> BigInt(8 * index)) & 255n);
  }
  return bytes;
}

function cut({ bytes, rng }: Place): Uint8Array {
  return bytes.slice(0, rng.integer(bytes.length + 1));
}

function loseBlock({ bytes, rng }: Place): Uint8Array {
  const { from, to } = blockOf(rng, bytes.length);
  return join(bytes.subarray(0, from), bytes.subarray(to));
}

function doubleBlock({ bytes, rng }: Place): Uint8Array {
  const { from, to } = blockOf(rng, bytes.length);
  return join(bytes.subarray(0, to), bytes.subarray(from));
}

function moveBlock({ bytes, rng }: Place): Uint8Array {
  const { from, to } = blockOf(rng, bytes.length);
  const rest = join(bytes.subarray(0, from), bytes.subarray(to));
  return insert(rest, placeIn(rng, rest.length), bytes.subarray(from, to));
}

function fillBlock({ bytes, rng }: Place): Uint8Array {
  const { from, to } = blockOf(rng, bytes.length);
  return bytes.fill(pick(rng, [0, 255, rng.integer(256)]), from, to);
}

/** Repeats a block until the file is longer than any seed: what is done for each of many. */
function repeatBlock({ bytes, rng }: Place): Uint8Array {
  const { from, to } = blockOf(rng, bytes.length);
  if (from === to) return bytes;
  const wanted = 2 ** (4 + rng.integer(12));
  const grown = new Uint8Array(Math.ceil(wanted / (to - from)) * (to - from));
  for (let at = 0; at < grown.length; at += to - from) grown.set(bytes.subarray(from, to), at);
  return insert(bytes, from, grown);
}

function takeBlock({ bytes, rng, other }: Place): Uint8Array {
  const { from, to } = blockOf(rng, other.length);
  const at = placeIn(rng, bytes.length);
  if (rng.integer(2) === 0) return insert(bytes, at, other.subarray(from, to));
  bytes.set(other.subarray(from, Math.min(to, from + bytes.length - at)), at);
  return bytes;
}

/** The start of this file and the end of another. */
function splice({ bytes, rng, other }: Place): Uint8Array {
  const at = rng.integer(bytes.length + 1);
  const from = rng.integer(2) === 0 ? Math.min(at, other.length) : rng.integer(other.length + 1);
  return join(bytes.subarray(0, at), other.subarray(from));
}

function insertWord({ bytes, rng, words }: Place): Uint8Array {
  if (words.length === 0) return flipBit({ bytes, rng, other: bytes, words });
  return insert(bytes, placeIn(rng, bytes.length), pick(rng, words));
}

function insert(bytes: Uint8Array, at: number, block: Uint8Array): Uint8Array {
  return join(join(bytes.subarray(0, at), block), bytes.subarray(at));
}

function join(left: Uint8Array, right: Uint8Array): Uint8Array {
  const whole = new Uint8Array(left.length + right.length);
  whole.set(left);
  whole.set(right, left.length);
  return whole;
}

/** From 0 to `length`: every second one within the first 256. */
function placeIn(rng: Rng, length: number): number {
  return rng.integer((rng.integer(2) === 0 ? length : Math.min(length, 256)) + 1);
}

/** Short ones are as frequent as long ones. */
function blockOf(rng: Rng, length: number): { readonly from: number; readonly to: number } {
  const from = placeIn(rng, length);
  return { from, to: Math.min(length, from + rng.integer(2 ** rng.integer(12) + 1)) };
}

/** 0 in half of the cases, 1 in a quarter, and so on. */
function geometric(rng: Rng, most: number): number {
  let count = 0;
  while (count < most && rng.integer(2) === 0) count++;
  return count;
}

function pick<T>(rng: Rng, values: readonly T[]): T {
  const value = values[rng.integer(values.length)];
  if (value === undefined) throw new RangeError("nothing to choose from");
  return value;
}
