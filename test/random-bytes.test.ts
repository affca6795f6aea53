/** Counter-based random numbers are the same bytes in the reference, natively at any thread count, and in wasm. */
import { describe, expect, it } from "vitest";
import { bernoulliMask, deriveKey, randomBits, randomUniform } from "../src/graph/ops/random.js";
import { input } from "../src/graph/ops/source.js";
import { createProgram } from "../src/graph/program.js";
import { evaluateReference } from "../src/graph/reference.js";
import { loadBackend } from "../src/runtime/load.js";
import { numbersOf, runOnce } from "./op-programs.js";
import { disagreement, exact } from "./tolerances.js";

const native = await loadBackend("native");
const wasm = await loadBackend("wasm");
const shape = [301, 257];

describe("random numbers", () => {
  it.each([0, 1, 123_456_789, 2 ** 32 - 1])("key %i", async (value) => {
    const key = input("key", [], "uint32");
    const program = createProgram("random", {
      bits: randomBits(key, shape),
      uniform: randomUniform(deriveKey(key, 0), shape),
      mask: bernoulliMask(deriveKey(key, 1), shape, 0.3),
      derived: deriveKey(key, 2 ** 31 - 1),
    });
    const fed = { program, feeds: { key: { shape: [], data: Float64Array.of(value) } } };
    const want = evaluateReference(program, fed.feeds);
    const runs = [
      await runOnce(fed, native, { threads: 1 }),
      await runOnce(fed, native, { threads: 3 }),
      await runOnce(fed, wasm, { threads: 1 }),
    ];
    for (const got of runs) {
      for (const [name, { data }] of Object.entries(want)) {
        expect(disagreement(numbersOf(got[name]), data, exact)).toBeNull();
      }
    }
  });
});
