// @ts-check
import { createInterface } from "node:readline";

/**
 * The side of a peer that works in Node: one step for each line "step" on standard input, one line of JSON
 * for each answer; any other line asks for the memory and ends the process.
 * @param {{ title: string, gflop?: number, before: number, step: () => Promise<unknown> }} peer `before`: resident
 *   bytes before the model was built
 */
export async function serveSteps({ title, gflop, before, step }) {
  const answer = (/** @type {object} */ value) =>
    process.stdout.write(`${JSON.stringify(value)}\n`);
  answer({ ready: title, gflop });
  for await (const line of createInterface({ input: process.stdin })) {
    if (line !== "step") {
      const peak = process.resourceUsage().maxRSS * 1024;
      answer({ peakMb: peak / 2 ** 20, beforeMb: before / 2 ** 20 });
      break;
    }
    const start = performance.now();
    const loss = await step();
    answer({ ms: performance.now() - start, loss });
  }
  process.exit(0);
}
