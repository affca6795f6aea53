/**
 * Masked attributes and bad input. 30 % of an attribute blanked at random: masked rows have exactly no gradient in that
 * head and the penalty. Bad input, from run file and table to the trained run: every case has a named error or defined
 * values.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { splitContext } from "../fixtures/methods/split-context.js";
import { memoryFiles, quietPorts } from "../fixtures/training/tiny-job.js";
import { prepareRun, type PreparedRun } from "../src/app/prepare-run.js";
import { at, sizeOf } from "../src/base/ndarray.js";
import { createRng } from "../src/base/rng.js";
import { parseRunConfig } from "../src/config/parse-config.js";
import { groupsOfSet } from "../src/data/sampling/groups.js";
import { cellNames, weighTests } from "../src/data/sampling/weighted-tests.js";
import { measureConfig } from "../src/dependence/registry.js";
import { evaluateReference, referenceArray } from "../src/graph/reference.js";
import type { BuiltMethod, MethodContext } from "../src/methods/method.js";
import { mimmX } from "../src/methods/mimm-x.js";
import { multitask } from "../src/methods/multitask.js";
import type { Initialiser } from "../src/nn/layer.js";
import { loadBackend } from "../src/runtime/load.js";
import { runTraining } from "../src/training/loop.js";
import { runFileNames } from "../src/training/run-files.js";

// Masked attributes. The encoder's output is a parameter, so that a step of plain descent shows the gradient with
// respect to the features, row by row.

const batch = 40;
const width = 2;
const rows = Array.from({ length: batch }, (_, row) => row);
const rng = createRng(8);
const blanked = rows.map(() => rng.uniform() < 0.3);
const label = rows.map((row) => row % 2);
const site = rows.map((row) => (row % 5 === 0 ? 1 - (row % 2) : row % 2));
const ages = rows.map((row) => 40 + 20 * (row % 2) + (row % 7));
const blank = (values: readonly number[], missing: number) =>
  values.map((value, row) => (at(blanked, row) ? missing : value));

/** Standard normal, for the features of every row. */
const scatter: Initialiser = (random, shape) =>
  Float32Array.from({ length: sizeOf(shape) }, () => random.normal());

const categorical: MethodContext = {
  ...splitContext,
  batch,
  attributes: [{ name: "factor", classes: 2 }],
  head: "linear",
  features: width,
  trainingGroups: [16, 4, 4, 16],
  epochGroups: [16, 4, 4, 16],
  encoder: (outputs) => ({
    parameters: { features: { shape: [batch, outputs], init: scatter } },
    buffers: {},
    apply: (layer) => layer.parameter("features"),
  }),
};
const continuous: MethodContext = {
  ...categorical,
  attributes: [{ name: "factor", classes: 2, scale: { mean: 53, standardDeviation: 10 } }],
};

/** Gradient of the loss with respect to the features of a row, by part: label, factor. */
function featureGradients(method: BuiltMethod) {
  const phase = at(method.phases, 0);
  const { program } = phase;
  const state = method.initialState(createRng(1));
  const settings = phase.scalars({ step: 1, fraction: 0.5, learningRate: 1 });
  const feeds: Record<string, readonly number[]> = {
    label,
    "attribute/factor": blank(site, -1),
    "number/factor": blank(ages, NaN),
    owner: rows,
    randomKey: [1],
  };
  const inputs = program.inputs.map(({ name, tensor }) => {
    const values = feeds[name] ?? state[name] ?? [settings[name] ?? NaN];
    return [name, referenceArray(tensor.shape, (i) => values[i] ?? NaN)] as const;
  });
  const before = state["encoder.features"] ?? [];
  const after = evaluateReference(program, Object.fromEntries(inputs))["encoder.features"]?.data;
  const moved = (row: number, part: number) =>
    [0, 1].map((feature) => {
      const index = row * 2 * width + part * width + feature;
      return (before[index] ?? NaN) - (after?.[index] ?? NaN);
    });
  return { label: rows.map((row) => moved(row, 0)), factor: rows.map((row) => moved(row, 1)) };
}

const isZero = (gradient: readonly number[]) => gradient.every((value) => value === 0);
const maskedOf = <T>(values: readonly T[]) => values.filter((_, row) => at(blanked, row));
const knownOf = <T>(values: readonly T[]) => values.filter((_, row) => !at(blanked, row));

const clamped = ["mine", "nwj", "info-nce", "vclub", "adversary"];
const names = measureConfig.options.map(({ shape }) => at([...shape.name.values], 0));

describe.each([
  { title: "a category", context: categorical },
  { title: "a number", context: continuous },
])("30 % of $title blanked", ({ context }) => {
  const tasks = featureGradients(multitask.build({ name: "multitask" }, context));

  it("blanks about 30 % of the rows", () => {
    expect(maskedOf(rows).length).toBeGreaterThan(6);
    expect(maskedOf(rows).length).toBeLessThan(18);
  });

  it("gives masked rows exactly no gradient in that head, and the others some", () => {
    expect(maskedOf(tasks.factor).every(isZero)).toBe(true);
    expect(knownOf(tasks.factor).some(isZero)).toBe(false);
    expect(tasks.label.some(isZero)).toBe(false);
  });

  it.each(names)("leaves masked rows exactly out of the penalty: %s", (name) => {
    const measure = {
      name,
      ...(clamped.includes(name) ? { clampPenalty: false, hidden: 8 } : {}),
      // A median of all distances is a sort, which the reference evaluation is slow at.
      ...(["hsic", "mmd"].includes(name) ? { bandwidth: 1 } : {}),
    };
    const config = { name: "mimm-x", warmUp: 0, gradientScaling: "none", criticBatches: "own" };
    const method = mimmX.build(mimmX.config.parse({ ...config, measure }), context);
    const whole = featureGradients(method);
    // What the tasks give stays to the last bit; in the factor's part that is nothing.
    expect(maskedOf(whole.label)).toEqual(maskedOf(tasks.label));
    expect(maskedOf(whole.factor).every(isZero)).toBe(true);
    const moves = (part: "label" | "factor") =>
      rows.filter(
        (row) => !at(blanked, row) && String(whole[part][row]) !== String(tasks[part][row]),
      );
    expect(moves("label")).toHaveLength(knownOf(rows).length);
    expect(moves("factor")).toHaveLength(knownOf(rows).length);
  });
});

// Bad input.

const folder = mkdtempSync(join(tmpdir(), "unconfound-bad-input-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Row {
  readonly row: number;
  readonly sick: number;
}
/** What a column holds in a row. */
type Column = (row: Row) => string | number;
type Columns = Readonly<Record<"site" | "age" | "first" | "second", Column>>;

const good: Columns = {
  site: ({ row, sick }) => (row % 5 === 0 ? 1 - sick : sick),
  age: ({ row, sick }) => 40 + 15 * sick + (row % 11),
  first: ({ row, sick }) => sick + (row % 7) / 10,
  second: ({ row }) => (row % 13) / 10,
};
const partOf = (row: number) => (row % 10 < 6 ? "train" : row % 10 < 8 ? "validation" : "test");

/** A table of 400 rows and a run on it, prepared; `changes` are of the run file. */
async function prepare(columns: Partial<Columns>, changes: readonly string[] = []) {
  const { site, age, first, second } = { ...good, ...columns };
  const lines = Array.from({ length: 400 }, (_, row) => {
    const values = { row, sick: row % 2 };
    const cells = [site, age, first, second].map((column) => column(values));
    return [`p${row}`, values.sick, partOf(row), ...cells].join(",");
  });
  writeFileSync(
    join(folder, "t.csv"),
    `id,sick,part,site,age,embedding_0,embedding_1\n${lines.join("\n")}\n`,
  );
  const config = parseRunConfig(
    `data: { embeddings: t.csv, target: sick, attributes: [site], split: part }
model: { encoder: mlp, features: 2, options: { hidden: [4] } }
method: { name: mimm, lambda: 1, hidden: 8, warmUp: 0, criticSteps: 1 }
train: { epochs: 2, batch: 40, optimizer: { name: adam, lr: 1e-2 } }
runtime: { threads: 1 }
`,
    "r.yml",
    changes,
  );
  return prepareRun(config, folder, await loadBackend(), () => undefined);
}

/** The numbers of every epoch. */
async function train({ job }: PreparedRun) {
  const files = memoryFiles();
  await runTraining(job, quietPorts(files));
  return new TextDecoder()
    .decode(files.read(runFileNames.metrics) ?? new Uint8Array())
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { readonly terms: Readonly<Record<string, number>> });
}

async function expectFinite(run: PreparedRun): Promise<void> {
  const epochs = await train(run);
  expect(epochs).toHaveLength(2);
  for (const { terms } of epochs) expect(Object.values(terms).every(Number.isFinite)).toBe(true);
}

/** Weights of the rows of `iid` for the tests without rows of their own. */
function weightsOf({ sets: { weighted, tests, tables } }: PreparedRun) {
  const { iid } = tests;
  if (weighted === undefined || iid === undefined) throw new Error("no weighted tests");
  return weighTests(weighted, groupsOfSet(iid, [2]), cellNames(tables));
}

const continuousAge = "data.attributes=[site, {name: age, as: continuous, bins: [52]}]";

describe("a factor equal to the label", () => {
  const same: Partial<Columns> = { site: ({ sick }) => sick };

  it("trains; what cannot be estimated has a reason", async () => {
    const run = await prepare(same);
    for (const name of ["inverted", "balanced"] as const) {
      const cell = weightsOf(run)[name];
      expect(cell).toMatchObject({ weights: null });
      expect(cell).toHaveProperty("reason");
    }
    await expectFinite(run);
  });

  it("trains where weights should make them independent", async () => {
    await expectFinite(
      await prepare(same, ["method={name: mimm-x, distribution: independent, warmUp: 0}"]),
    );
  });

  it("is refused where the method needs the factor apart from the label", async () => {
    await expect(prepare(same, ["method={name: group-dro}"])).rejects.toThrow(
      'method: group-dro needs training rows in every group: got none in "0, 1". Ask the plan for rows there (data.plan), or choose a method that needs none.',
    );
    await expect(prepare(same, ["method={name: mdn}"])).rejects.toThrow(
      "method: label and attributes are collinear in training",
    );
  });
});

describe("an empty cell", () => {
  const hole: Partial<Columns> = {
    site: ({ row, sick }) => (sick === 0 ? 0 : row % 4 === 1 ? 0 : 1),
  };

  it("trains; the tests that need the cell have a reason", async () => {
    const run = await prepare(hole);
    const { balanced } = weightsOf(run);
    expect(balanced).toMatchObject({ weights: null });
    expect(balanced).toHaveProperty("reason", expect.stringContaining("0, 1"));
    await expectFinite(run);
  });

  it("is an error with the whole table where a plan asks for its rows", async () => {
    const plan = "data.plan={train: 0.8, tests: {balanced: balanced}}";
    await expect(prepare(hole, [plan])).rejects.toThrow(/0 +1 +.*0/s);
  });

  it("is refused by methods that weigh groups", async () => {
    for (const name of ["reweight", "group-dro", "cell-weighted"]) {
      await expect(prepare(hole, [`method={name: ${name}}`])).rejects.toThrow(
        `method: ${name} needs training rows in every group: got none in "0, 1".`,
      );
    }
  });
});

describe("constant features", () => {
  const constant: Partial<Columns> = { first: () => 0.5, second: () => 0.5 };

  it.each(["mine", "nwj", "info-nce", "vclub", "hsic", "distance-correlation", "mmd", "adversary"])(
    "train with finite numbers under %s",
    async (name) => {
      const settings = "warmUp: 0, criticSteps: 1, attention: {name: none}";
      const method = `method={name: mimm-x, ${settings}, measure: {name: ${name}}}`;
      await expectFinite(await prepare(constant, [method, continuousAge]));
    },
  );
});

describe("features: 0", () => {
  it("is refused by the schema", async () => {
    await expect(prepare({}, ["model.features=0"])).rejects.toThrow(
      "command line: model.features: expected a whole number >= 1, got 0.",
    );
  });
});

describe("a diverging critic", () => {
  it("stops the run and is named", async () => {
    const changes = [
      "method={name: mimm-x, warmUp: 0, criticLearningRate: 1e30, measure: {name: vclub}}",
      "train.optimizer={name: sgd, lr: 1, momentum: 0}",
    ];
    await expect(prepare({}, changes).then(train)).rejects.toThrow(
      /^epoch \d+, batch \d+: loss term (critic\/)?vclub\.sick\.site: got (NaN|-?Infinity) \(phase \w+\)\. Lower the learning rate/,
    );
  });
});

describe("all values missing", () => {
  it("is an error that names the column", async () => {
    await expect(prepare({ site: () => "" })).rejects.toThrow(
      /t\.csv, column site: every cell is empty: expected at least 2 values\./,
    );
    await expect(prepare({ age: () => "" }, [continuousAge])).rejects.toThrow(
      /t\.csv, column age: every cell is empty: expected numbers\./,
    );
  });

  const inTests =
    (column: Column): Column =>
    (values) =>
      partOf(values.row) === "test" ? column(values) : "";

  it("is an error where it is so in training alone", async () => {
    await expect(prepare({ site: inTests(good.site) })).rejects.toThrow(
      "embeddings: a label value has no training rows with a known attribute (label 0, attribute site). Merge or leave out the label value.",
    );
    await expect(prepare({ age: inTests(good.age) }, [continuousAge])).rejects.toThrow(
      "embeddings: a label value has no training rows with a known attribute (label 0, attribute age).",
    );
  });

  it("leaves validation without a loss, and says why, where it is so there alone", async () => {
    const elsewhere: Partial<Columns> = {
      age: (values) => (partOf(values.row) === "validation" ? "" : good.age(values)),
    };
    const run = await prepare(elsewhere, [continuousAge, "method={name: multitask}"]);
    const epochs = await train(run);
    expect(epochs[0]).toMatchObject({
      validation: {
        loss: { value: null, reason: "no rows with a known age" },
        attributes: { age: { mae: { value: null }, r2: { value: null } } },
      },
    });
  });
});

describe("a number that cannot be learnt", () => {
  it("is refused: no number, one value, one value in training", async () => {
    await expect(
      prepare({ age: ({ row }) => (row === 7 ? "NaN" : row) }, [continuousAge]),
    ).rejects.toThrow(
      /t\.csv, column age, row 9: not a finite number: got NaN\. Leave the cell empty/,
    );
    await expect(prepare({ age: () => 60 }, [continuousAge])).rejects.toThrow(
      /t\.csv, column age: one value only: got 60\./,
    );
    const flat: Column = (values) => (partOf(values.row) === "train" ? 60 : good.age(values));
    await expect(prepare({ age: flat }, [continuousAge])).rejects.toThrow(
      "training set, attribute age: every value is the same: got 60 (rows 240). A constant cannot be standardised or learnt: leave the attribute out.",
    );
  });
});
