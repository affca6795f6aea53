/** The tier encoded of several answers of yes or no, on features whose truth is drawn. */
import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import type { AuditTarget } from "../../evaluation/audit/audit-input.js";
import { examineEncoding } from "./examine-encoding.js";

interface Scene {
  readonly rows: number;
  /** What value "south" of the attribute adds to the features. */
  readonly leak: number;
  readonly seed: string;
}

/** Two answers that the features show, one each; the attribute is more frequent with each of them: 1 in 5, 1 in 2, 4 in 5. */
function draw({ rows, leak, seed }: Scene) {
  const rng = createRng(seed);
  const [mass, fluid, site] = [new Int32Array(rows), new Int32Array(rows), new Int32Array(rows)];
  const values = new Float64Array(3 * rows);
  for (let row = 0; row < rows; row++) {
    const [one, two] = [rng.integer(2), rng.integer(2)];
    const own = rng.uniform() < 0.2 + 0.3 * (one + two) ? 1 : 0;
    mass[row] = one;
    fluid[row] = two;
    site[row] = own;
    values.set(
      [2 * one + rng.normal(), 2 * two + rng.normal(), leak * own + rng.normal()],
      3 * row,
    );
  }
  const answer = (name: string, labels: Int32Array): AuditTarget => ({
    ...{ kind: "unanswered", name, classes: ["no", "yes"], labels },
  });
  return {
    features: { rows, width: 3, values },
    subjects: Array.from({ length: rows }, (_, row) => `s${row}`),
    attributes: [{ name: "site", valueNames: ["north", "south"], values: site }],
    targets: [answer("mass", mass), answer("fluid", fluid)],
  };
}

type Drawn = ReturnType<typeof draw>;

function stateOf(drawn: Drawn, targets: readonly AuditTarget[], seed: number) {
  const input = { ...drawn, targets, settings: { seed }, label: "findings" };
  return examineEncoding(drawn.features, input, "the features")("site").state;
}

describe("encoded, of several answers", () => {
  it("does not take the answers for an attribute that goes with them, which one answer after the other would", () => {
    const sets = 100;
    const found = { whole: 0, eachInTurn: 0 };
    for (let set = 0; set < sets; set++) {
      const drawn = draw({ rows: 400, leak: 0, seed: `null ${set}` });
      const { targets } = drawn;
      if (stateOf(drawn, targets, set) === "found") found.whole += 1;
      // The wrong variant, and its strictest form: found within each answer by itself.
      if (set < 20 && targets.every((one) => stateOf(drawn, [one], set) === "found")) {
        found.eachInTurn += 1;
      }
    }
    // 0.05 and three standard errors of a share of 0.05 in so many sets.
    expect(found.whole / sets).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / sets));
    expect(found.eachInTurn / 20).toBeGreaterThan(0.5);
  }, 120_000);

  it("finds an attribute that the features hold beyond the answers, and says of what", () => {
    const drawn = draw({ rows: 600, leak: 2, seed: "leak" });
    const input = { ...drawn, settings: { seed: 1 }, label: "findings" };
    const { state, evidence } = examineEncoding(drawn.features, input, "the features")("site");
    expect(state).toBe("found");
    expect(evidence).toContain("read off the features with balanced accuracy");
  });

  it("cannot tell where no row has all answers", () => {
    const drawn = draw({ rows: 200, leak: 2, seed: "unknown" });
    const targets = drawn.targets.map((one, place) => ({
      ...one,
      labels: Int32Array.from({ length: 200 }, (_, row) =>
        row % 2 === place ? -1 : at("labels" in one ? one.labels : [], row),
      ),
    })) as typeof drawn.targets; // prettier-ignore
    expect(stateOf(drawn, targets, 1)).toBe("cannot tell");
  });
});
