import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import type { Metric } from "../metric.js";
import { mae } from "../metrics/mae.js";
import { meanError } from "../metrics/mean-error.js";
import { r2 } from "../metrics/r2.js";
import { numberMeasures } from "./measure-of-sums.js";
import { createNumberEngine } from "./number-engine.js";

describe("createNumberEngine", () => {
  it("is the metrics of repeated rows", () => {
    const rng = createRng("number-engine");
    const n = 60;
    const targets = Float64Array.from({ length: n }, () => 1000 + 5 * rng.normal());
    const predictions = targets.map((target) => target + 2 * rng.normal());
    const bins = Int32Array.from(targets, (target) => (target > 1000 ? 1 : 0));
    const groups = Int32Array.from(targets, (_, row) => (row === 0 ? 3 : rng.integer(4) - 1));
    groups.forEach((group, row) => {
      if (row > 0 && group === 3) groups[row] = 0;
    });
    const weights = Int32Array.from(targets, (_, row) => (row === 0 ? 1 : rng.integer(4)));
    const engine = createNumberEngine(
      { kind: "number", name: "age", targets, predictions, bins, binNames: ["low", "high"] },
      groups,
      5,
    );
    const raw = new Float64Array(5 * engine.fields);
    engine.evaluate(weights, raw, 0);
    const measures = numberMeasures(2);
    for (let group = 0; group < 5; group++) {
      const drawn = [...groups.keys()].flatMap((row) =>
        groups[row] === group ? new Array<number>(at(weights, row)).fill(row) : [],
      );
      const pair = [
        drawn.map((row) => at(targets, row)),
        drawn.map((row) => at(predictions, row)),
      ] as const;
      const expected: Record<string, Metric> = {
        mae: mae(...pair),
        mean_error: meanError(...pair),
        r2: r2(...pair),
      };
      for (const name of measures.names) {
        const value = measures.valueOf(name, raw, group * engine.fields);
        const metric = expected[name] ?? NaN;
        if (typeof metric === "number") expect(value).toBeCloseTo(metric, 9);
        else {
          expect(value).toBeNaN();
          expect(measures.whyUndefined(name, raw, group * engine.fields)).toBe(
            drawn.length === 0 ? "no rows" : metric.reason,
          );
        }
      }
    }
  });
});
