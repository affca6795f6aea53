import { stringify } from "yaml";
import { ConfigError, DataError, UnconfoundError } from "../../../base/errors.js";
import { at } from "../../../base/ndarray.js";
import { requireName } from "../../../base/require-name.js";
import { attributeName } from "../../../config/data-config.js";
import { parseRunConfig } from "../../../config/parse-config.js";
import type { RunConfig } from "../../../config/run-config.js";
import type { DataSet } from "../../../data/dataset.js";
import { strengthsOf } from "../../../data/sampling/target-law.js";
import type { RunCell } from "../../compare/cells.js";
import { drawSets } from "../../prepare-run.js";

/** The one test of every run: all values of all attributes equally often with every label. */
export const doseTest = "balanced";

/** Of strengths that are not asked for: none, halfway, and the run's own, or this one where the run has none. */
const strongest = 0.9;
/** Strengths nearer than this to no association are none. */
const noAssociation = 0.01;

/** A model that is trained anew. */
export interface DoseCell extends RunCell {
  readonly config: RunConfig;
}

/** One attribute at several strengths. */
export interface AttributeDoses {
  readonly attribute: string;
  /** No association, and the strength that the effect is said for. */
  readonly between: readonly [number, number];
  /** [K]: the attribute's value that goes with each of the label's, which predictions name otherwise where they are two. */
  readonly aligned: readonly string[];
  readonly cells: readonly { readonly strength: number; readonly cell: DoseCell }[];
}

/** What is trained, all of the same number of rows. */
export interface DosePlan {
  readonly attributes: readonly AttributeDoses[];
  /** Each once: what two attributes share is trained once. */
  readonly cells: readonly DoseCell[];
  readonly trainingRows: number;
  /** [K], classes, or the bins of a number in their order. */
  readonly valueNames: readonly string[];
  readonly isNumber: boolean;
}

/** What is asked for; what is absent is chosen. */
export interface DoseChoice {
  /** Of P(attribute = its aligned value | label). */
  readonly strengths?: readonly number[];
  readonly seeds: readonly number[];
  /** Without it all of the run. */
  readonly attributes?: readonly string[];
}

/**
 * The runs that tell how much what a model answers by an attribute grows with its association in training: the configuration of a run with one attribute at
 * several strengths, the others as they are, every seed. All have as many rows for training and validation as the strength that allows the fewest (or as the
 * run asks for, where that is less), so that only the association differs, and one test that is the same for all. Of a number its bins are the label.
 * @throws ConfigError where the run has no sampled plan, an unknown attribute, or a strength that is none or twice there; for fewer than three runs an attribute, and several labels.
 * @throws DataError for a strength that the data cannot provide, with the plan's own words.
 */
export function planDoses(config: RunConfig, dataset: DataSet, choice: DoseChoice): DosePlan {
  const { plan } = config.data;
  if (plan === "native") {
    throw new ConfigError("--deep", "the run trains on all rows as they are: no strength to vary", {
      expected: "data.plan with train: a strength",
      got: "plan: native",
      advice: "Train with a sampled plan first, or audit without --deep.",
    });
  }
  const { label } = dataset;
  if (label.labels !== undefined) {
    throw new ConfigError("--deep", "retraining is of one label: several have no one association", {
      got: `${label.labels.length} labels`,
      advice: "Audit without --deep, or train a run of one of the labels with a sampled plan.",
    });
  }
  const names = config.data.attributes.map(attributeName);
  const asked = choice.attributes ?? names;
  for (const name of asked) {
    requireName("--attributes", "no such attribute in the run", name, names);
  }
  const sizes = names.map((name) => {
    return dataset.attributes.find((one) => one.name === name)?.valueNames.length ?? 2;
  });
  const declared =
    plan.balanceTraining === true
      ? sizes.map((size) => 1 / size)
      : strengthsOf("data.plan.train", plan.train, names);
  const wanted = asked.map((attribute) => {
    const index = names.indexOf(attribute);
    const own = at(declared, index);
    const none = 1 / at(sizes, index);
    return { attribute, own, none, strengths: strengthsFor(own, none, choice) };
  });
  const configOf = (attribute: string, strength: number, seed: number, rows: Rows) =>
    doseConfig(config, lawOf(names, declared, attribute, strength), seed, rows);
  const rows = equalRows(
    plan.sizes,
    wanted.flatMap(({ attribute, strengths }) =>
      strengths.map(
        (strength) =>
        setsFor(configOf(attribute, strength, 0, { train: "max", validation: "max" }), dataset, attribute, strength), // prettier-ignore
      ),
    ),
  );
  const cells = new Map<string, DoseCell>();
  const attributes = wanted.map(({ attribute, own, none, strengths }): AttributeDoses => {
    const { associations } = drawSets(configOf(attribute, own, 0, rows), dataset).sets;
    const trained = strengths.flatMap((strength) =>
      choice.seeds.map((seed) => {
        const isOwn = strength === own;
        const name = isOwn ? "as-it-is" : `${attribute}-${strength}`;
        const folder = `${name.replace(/[^\p{L}\p{N}.-]+/gu, "-")}/seed-${seed}`;
        const known = cells.get(folder);
        const title = isOwn ? `as it is, seed ${seed}` : `${attribute} ${strength}, seed ${seed}`;
        const cell = known ?? { seed, folder, title, config: configOf(attribute, strength, seed, rows) }; // prettier-ignore
        cells.set(folder, cell);
        return { strength, cell };
      }),
    );
    const to = own - none > noAssociation ? own : Math.max(...strengths);
    const alignment = associations[attribute]?.aligned ?? {};
    const aligned = label.valueNames.map((name) => alignment[name] ?? "");
    return { attribute, between: [none, to], aligned, cells: trained };
  });
  const { valueNames, continuous } = label;
  return {
    ...{ attributes, cells: [...cells.values()], trainingRows: rows.train },
    ...{ valueNames, isNumber: continuous === true },
  };
}

function strengthsFor(own: number, none: number, { strengths, seeds }: DoseChoice): number[] {
  const top = own - none > noAssociation ? own : strongest;
  // Two digits: folders are called by them.
  const round = (value: number) => Number(value.toFixed(2));
  const chosen = strengths ?? [round(none), round((none + top) / 2), top];
  const wrong = chosen.find((strength) => !(strength >= 0 && strength <= 1));
  if (wrong !== undefined) {
    throw new ConfigError("--strengths", "not a probability", { expected: "0..1", got: wrong });
  }
  const twice = chosen.find((strength, index) => chosen.indexOf(strength) !== index);
  if (twice !== undefined) {
    throw new ConfigError("--strengths", "a strength is given twice", { got: twice });
  }
  if (chosen.length < 2 || chosen.length * seeds.length < 3) {
    throw new ConfigError("--strengths", "too few runs to tell a slope from chance", {
      expected: "two strengths or more, and three runs of each attribute",
      got: `${chosen.length} × ${seeds.length} seeds`,
    });
  }
  return [...chosen].sort((left, right) => left - right);
}

function lawOf(
  names: readonly string[],
  declared: readonly number[],
  attribute: string,
  strength: number,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    names.map((name, index) => [name, name === attribute ? strength : at(declared, index)]),
  );
}

/** Rows of training and validation. */
interface Rows {
  readonly train: number | "max";
  readonly validation: number | "max";
}

function doseConfig(
  config: RunConfig,
  train: Readonly<Record<string, number>>,
  seed: number,
  sizes: Rows,
): RunConfig {
  const { plan } = config.data;
  if (plan === "native") return config;
  const { label, align, minCell } = plan;
  const changed = {
    ...config,
    data: { ...config.data, plan: { label, align, minCell, train, tests: { [doseTest]: "balanced" }, sizes } }, // prettier-ignore
    evaluation: { ...config.evaluation, probes: false },
    seed,
  };
  return parseRunConfig(stringify(changed, { aliasDuplicateObjects: false }), "--deep");
}

interface Drawn {
  readonly train: number;
  readonly validation: number;
}

function setsFor(config: RunConfig, dataset: DataSet, attribute: string, strength: number): Drawn {
  try {
    const { train, validation } = drawSets(config, dataset).sets;
    return { train: train.rows.length, validation: validation.rows.length };
  } catch (error) {
    if (!(error instanceof UnconfoundError)) throw error;
    throw new DataError("--strengths", `the data cannot provide ${attribute} at ${strength}`, {
      advice: `Leave it out by --strengths, or by --attributes. ${error.message}`,
    });
  }
}

function equalRows(sizes: Readonly<Record<string, number | "max">>, drawn: readonly Drawn[]) {
  const least = (name: "train" | "validation") => {
    const asked = sizes[name];
    return Math.min(asked === undefined || asked === "max" ? Infinity : asked, ...drawn.map((one) => one[name])); // prettier-ignore
  };
  return { train: least("train"), validation: least("validation") };
}
