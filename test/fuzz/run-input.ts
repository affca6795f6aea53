import type { Rng } from "../../src/base/rng.js";
import { createRng } from "../../src/base/rng.js";
import type { Verdict } from "./judge.js";
import { judge } from "./judge.js";
import { mutate } from "./mutate.js";
import type { FuzzTarget } from "./target.js";

/** Memory that a reading may take whatever the length of its file: compiled code, codecs, garbage not yet collected. */
export const freeMemory = 2 ** 27;

/** A reading that takes longer is a finding, in milliseconds of processor time: a machine may be busy with other work. */
export const longestMs = 2000;

/** One input of a reader, made by seed and number alone. */
export interface FuzzInput {
  readonly bytes: Uint8Array;
  /** Draws the reader's options. */
  readonly options: Rng;
}

export function fuzzInput(target: FuzzTarget, seed: number, number: number): FuzzInput {
  const rng = createRng(`fuzz ${seed} ${target.name} ${number}`);
  const bytes = mutate(rng.child("bytes"), target.seeds, target.words);
  return { bytes, options: rng.child("options") };
}

/** Read one input, and hold memory and time against their bounds. */
export async function runInput(
  target: FuzzTarget,
  { bytes, options }: FuzzInput,
): Promise<Verdict> {
  const before = memoryTaken();
  const start = process.cpuUsage();
  const verdict = await judge(() => target.read(bytes, options), target.sources);
  const { user, system } = process.cpuUsage(start);
  const tookMs = (user + system) / 1000;
  if (verdict.kind === "finding") return verdict;
  if (tookMs > longestMs) {
    return { kind: "finding", what: `took ${Math.round(tookMs)} ms for ${bytes.length} bytes` };
  }
  const grown = memoryTaken().map((now, place) => now - (before[place] ?? 0));
  const most = Math.max(...grown);
  const bound = freeMemory + target.ratio * bytes.length;
  if (most <= bound) return verdict;
  const what = `took ${mebibytes(most)} for ${bytes.length} bytes, more than ${mebibytes(bound)}`;
  return { kind: "finding", what };
}

/**
 * Heap, array buffers (also those not touched yet, which are no resident memory), and the most that the process ever
 * had resident. Each is compared with itself.
 */
function memoryTaken(): readonly number[] {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return [heapUsed, arrayBuffers, process.resourceUsage().maxRSS * 1024];
}

export function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
