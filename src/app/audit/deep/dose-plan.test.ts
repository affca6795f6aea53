import { describe, expect, it } from "vitest";
import { parseRunConfig } from "../../../config/parse-config.js";
import { messageOf, toyAttribute, toyCells, toyFactor, toyPool } from "../../../../fixtures/sampling/toy-source.js"; // prettier-ignore
import { planDoses, type DoseChoice } from "./dose-plan.js";

/** Digit × thickness (read) × rotation (planted), two values each, `count` rows a cell. */
function toy(count: (label: number, thickness: number) => number) {
  const cells = toyCells(2, [2], (label, [value = 0]) => count(label, value));
  return {
    name: "toy",
    imageShape: [1, 4, 4],
    label: toyFactor("digit", 2),
    attributes: [toyAttribute("thickness", "read", 2), toyAttribute("rotation", "planted", 2)],
    pools: { train: toyPool("p", ["thickness"], cells), test: toyPool("t", ["thickness"], cells) },
    writeImage: () => undefined,
    contentHash: "0",
  };
}

const configOf = (plan: string) =>
  parseRunConfig(
    `data: { dataset: morpho-mnist, root: nowhere, target: digit-ge-5, attributes: [thickness, rotation], plan: ${plan} }
model: { encoder: mlp, features: 2 }
method: { name: erm }
train: { epochs: 1, batch: 10, optimizer: { name: adam, lr: 1e-3 } }
`,
    "test",
    ["data.split.validation=300", "data.split.kind=shuffle"],
  );

const sampled = "{ train: { thickness: 0.9, rotation: 0.8 }, tests: { iid: 0.9, inverted: invert } }"; // prettier-ignore
const even = toy(() => 400);
const plan = (choice: DoseChoice, text = sampled, dataset = even) =>
  planDoses(configOf(text), dataset, choice);
const two = { seeds: [0, 1] };

describe("planDoses", () => {
  it("varies one attribute at a time, on equally many rows, with one test that is the same for all", () => {
    const { attributes, cells, trainingRows } = plan(two);
    expect(attributes.map(({ attribute, between, aligned }) => [attribute, between, aligned])).toEqual([
      ["thickness", [0.5, 0.9], expect.any(Array)],
      ["rotation", [0.5, 0.8], expect.any(Array)],
    ]); // prettier-ignore
    expect(attributes.map((doses) => [...new Set(doses.cells.map(({ strength }) => strength))])).toEqual([[0.5, 0.7, 0.9], [0.5, 0.65, 0.8]]); // prettier-ignore
    // As the run is counts for both: 2 · 3 · 2 − 2.
    expect(cells).toHaveLength(10);
    expect(new Set(cells.map(({ folder }) => folder)).size).toBe(10);
    for (const { config, seed } of cells) {
      expect(config.seed).toBe(seed);
      expect(config.data.plan).toMatchObject({ tests: { balanced: "balanced" }, sizes: { train: trainingRows } }); // prettier-ignore
      expect(config.evaluation.probes).toBe(false);
    }
    const laws = attributes[1]?.cells.map(({ cell }) => cell.config.data.plan).map((own) => own !== "native" && own.train); // prettier-ignore
    expect(laws?.[0]).toEqual({ thickness: 0.9, rotation: 0.5 });
  });

  it("takes the size of the strength that allows the fewest rows, or what the run asks for", () => {
    // 0.9 needs 0.45 of the rows from each aligned cell: of some 400 − 300 / 4 each 722.
    const most = plan(two).trainingRows;
    expect(most).toBeGreaterThan(640);
    expect(most).toBeLessThan(780);
    const asked = "{ train: 0.9, tests: { iid: 0.9 }, sizes: { train: 300, iid: max } }";
    expect(plan(two, asked).trainingRows).toBe(300);
  });

  it("goes from no association to the strongest where the run itself has none", () => {
    const balanced = "{ train: 0.9, balanceTraining: true, tests: { iid: 0.9 } }";
    const [thickness] = plan({ ...two, strengths: [0.5, 0.8] }, balanced).attributes;
    expect(thickness?.between).toEqual([0.5, 0.8]);
  });

  it("names a strength that the data cannot provide, with the plan's own table", () => {
    const few = toy((label, thickness) => (label === 1 && thickness === 0 ? 0 : 400));
    const message = messageOf(() => plan({ ...two, strengths: [0.5, 1] }, sampled, few));
    expect(message).toMatch(
      /^DataError: --strengths: the data cannot provide thickness at (0.5|1)/,
    );
    expect(message).toContain("no rows in cell");
    expect(message).toContain("available");
  });

  it.each([
    [() => plan(two, "native"), "ConfigError: --deep: the run trains on all rows as they are"],
    [() => plan({ ...two, attributes: ["thicknes"] }), "ConfigError: --attributes: no such attribute in the run"],
    [() => plan({ ...two, strengths: [0.5, 1.2] }), "ConfigError: --strengths: not a probability"],
    [() => plan({ ...two, strengths: [0.5, 0.5] }), "ConfigError: --strengths: a strength is given twice"],
    [() => plan({ seeds: [0], strengths: [0.5, 0.9] }), "ConfigError: --strengths: too few runs to tell a slope from chance"],
    [() => planDoses(configOf(sampled), { ...even, label: { ...even.label, labels: ["a", "b"] } }, two), "ConfigError: --deep: retraining is of one label: several have no one association"],
  ])("refuses %#", (act, message) => {
    expect(messageOf(act)).toContain(message);
  }); // prettier-ignore
});
