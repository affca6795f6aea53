import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { InternalError } from "../../base/errors.js";
import { createRng } from "../../base/rng.js";
import { audit } from "../../evaluation/audit/audit.js";
import type { AuditInput } from "../../evaluation/audit/audit-input.js";
import { auditInThreads } from "./audit-in-threads.js";

/** More distinct scores than levels, and few enough cells that attributes are counted together. */
function drawn(rows: number): AuditInput {
  const rng = createRng("audit-in-threads");
  const labels = Int32Array.from({ length: rows }, () => rng.integer(2));
  const probabilities = new Float64Array(2 * rows);
  for (const [row, label] of labels.entries()) {
    const score = 1 / (1 + Math.exp(1 - 2 * label + rng.normal()));
    probabilities.set([1 - score, score], 2 * row);
  }
  return {
    ...{ door: "predictions", source: "p.csv", split: "test" },
    subjects: Array.from(labels, (_, row) => `s${row}`),
    attributes: ["a", "b", "c"].map((name) => ({
      ...{ name, valueNames: ["0", "1"] },
      values: labels.map(() => rng.integer(2)),
    })),
    targets: [
      {
        ...{ kind: "classes", name: "label", classes: ["0", "1"], labels, probabilities },
        threshold: { rule: "half", split: null, value: 0.5 },
      },
    ],
    settings: { resamples: 5, permutations: 3 },
  };
}

describe("auditInThreads", () => {
  it("is the audit in this thread, where it runs unbuilt", async () => {
    const input = drawn(300);
    expect(await auditInThreads(input)).toStrictEqual(audit(input));
  });

  const built = new URL("../../../dist/app/audit/audit-worker.js", import.meta.url);
  it.skipIf(!existsSync(built))("is the same in one, two and three threads", async () => {
    const input = drawn(70_000);
    const alone = JSON.stringify(audit(input));
    for (const threads of [2, 3]) {
      const shared = await auditInThreads(input, undefined, { threads, workerUrl: built });
      expect(JSON.stringify(shared)).toBe(alone);
    }
  });

  it("says that a worker failed, and how", async () => {
    const wrong = new URL("data:text/javascript,throw new Error('no memory')");
    const asked = auditInThreads(drawn(300), undefined, { threads: 2, workerUrl: wrong });
    await expect(asked).rejects.toThrow(
      new InternalError("audit", "a worker failed", { reason: "no memory" }),
    );
  });
});
