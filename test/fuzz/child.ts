/**
 * A process that reads the inputs `from` to `to` of one reader. Its parent ends it where an input takes too long, so it
 * says what it is at before each one: four numbers of 64 bits (input, accepted, refused, most
 * memory ever resident) in the file `progress`.
 * It writes one line of JSON to its output for each finding, and ends after one of memory: what was taken stays.
 */
import { mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fuzzInput, runInput } from "./run-input.js";
import { fuzzTargets } from "./targets.js";

const [reader, seed, from, to, progress, fixtures] = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), "fuzz-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

const target = fuzzTargets({ fixtures: fixtures ?? "", scratch }).find(
  ({ name }) => name === reader,
);
if (target === undefined) throw new RangeError(`no reader ${reader}`);
const file = openSync(progress ?? "", "r+");
const state = new Float64Array(4);
const say = (): void => {
  state[3] = process.resourceUsage().maxRSS * 1024;
  writeSync(file, new Uint8Array(state.buffer), 0, 32, 0);
};

for (let number = Number(from); number < Number(to); number++) {
  state[0] = number;
  say();
  const verdict = await runInput(target, fuzzInput(target, Number(seed), number));
  if (verdict.kind === "accepted") state[1] = (state[1] ?? 0) + 1;
  if (verdict.kind === "refused") state[2] = (state[2] ?? 0) + 1;
  if (verdict.kind === "finding") {
    writeSync(1, `${JSON.stringify({ number, what: verdict.what })}\n`);
    state[0] = number + 1;
    say();
    process.exit(0);
  }
}
state[0] = Number(to);
say();
process.exit(0);
