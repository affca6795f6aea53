import { existsSync } from "node:fs";
import { join } from "node:path";
import { at, type ArrayTree } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import type { SetImages } from "../../data/batch.js";
import type { ExchangeEffect, FeatureExchange } from "../../evaluation/audit/audit-results.js";
import { softmaxRows } from "../../evaluation/class-scores.js";
import { undefinedMetric, type Undefined } from "../../evaluation/metric.js";
import { batchInputs, logitsOutput, type BuiltMethod } from "../../methods/method.js";
import { exchangeParts, type ExchangeEffects } from "../../probing/interventions/exchange-parts.js";
import { headProgram } from "../../probing/interventions/head-program.js";
import type { FeatureTable } from "../../probing/probe.js";
import { compile, type Executable } from "../../runtime/compile.js";
import { predictSet } from "../../training/predict-set.js";
import { weightTree, type OpenedRun } from "../open-run.js";
import type { PreparedRun } from "../prepare-run.js";
import { runFolderNames } from "../run-folder.js";
import { auditInputOf } from "./audit-input-of.js";
import { partsOfFeatures, type EncodedRun } from "./run-encoding.js";

/**
 * What the heads of a run do where parts of its features are exchanged ({@link exchangeParts}), on the audited split, by attribute. None for a method without parts (one
 * head), a label that is no choice between classes, a run without features, and an attribute without a head of classes.
 */
export async function runExchange(
  { folder, predictions, split, settings }: Pick<EncodedRun, "folder" | "predictions" | "split" | "settings">, // prettier-ignore
  run: OpenedRun,
  { job }: Pick<PreparedRun, "job">,
): Promise<ReadonlyMap<string, FeatureExchange | Undefined>> {
  const found = new Map<string, FeatureExchange | Undefined>();
  const { method } = job;
  const heads = headsOfClasses(method);
  const program = heads.length < 2 ? null : headProgram(method.predict, batchInputs.image);
  const path = join(folder, runFolderNames.embeddings);
  if (program === null || !existsSync(path) || predictions.kind !== "classes") return found;
  const { input, rows } = auditInputOf(predictions, folder, { split });
  const [target] = input.targets;
  if (target?.kind !== "classes") return found;
  const features = await partsOfFeatures(folder, predictions, rows);
  const executable = await compile(program, job.backend, { threads: job.threads, device: job.device }); // prettier-ignore
  try {
    const ask = (table: FeatureTable) => answersOfHeads(executable, weightTree(run), table);
    const [label = ""] = heads;
    const classNames = run.blueprint.label.valueNames;
    const classes = classNames.length;
    const plain = await ask(features);
    const rng = createRng(settings.seed ?? 0)
      .child("audit")
      .child("exchange");
    for (const { name, valueNames, values } of input.attributes) {
      const part = method.heads.findIndex((head) => head.name === name);
      if (part < 1 || !heads.includes(name)) continue;
      const exchanged = await exchangeParts(
        {
          ...{ features, parts: method.heads.length, part, subjects: input.subjects },
          ...{ label: target.labels, classNames, attribute: values, valueNames },
          probabilities: plain(label, classes),
          answer: async (table) => {
            const answers = await ask(table);
            return { label: answers(label, classes), attribute: answers(name, valueNames.length) };
          },
        },
        rng.child(name),
        input.attributes.length,
      );
      found.set(name, "reason" in exchanged ? exchanged : exchangeOf(exchanged));
    }
  } finally {
    await executable.dispose();
  }
  return found;
}

/** Names of the heads that choose between classes, the label's first; none where that is none. */
function headsOfClasses({ heads }: BuiltMethod): string[] {
  const [label] = heads;
  if (label === undefined || label.scale !== undefined || label.answers !== undefined) return [];
  return heads.filter(({ scale }) => scale === undefined).map(({ name }) => name);
}

function exchangeOf({
  ownPart,
  labelPart,
}: Exclude<Awaited<ReturnType<typeof exchangeParts>>, Undefined>): FeatureExchange | Undefined {
  const [onLabel, onAttribute, labelsOnAttribute] = [ownPart.onLabel, ownPart.onAttribute, labelPart.onAttribute].map(strongest); // prettier-ignore
  if (onLabel === undefined || onAttribute === undefined || labelsOnAttribute === undefined) {
    return undefinedMetric("fewer than five subjects give or take");
  }
  return {
    own_part: { on_label: onLabel, on_attribute: onAttribute },
    label_part: { on_attribute: labelsOnAttribute },
  };
}

function strongest({ effects, reads }: ExchangeEffects): ExchangeEffect | undefined {
  if ("reason" in effects) return undefined;
  const { class: name, value, effect, n, interval } = at(effects, 0);
  return { class: name, value, effect: { value: effect, n, interval }, reads };
}

/** Probabilities of any head over a table of features. */
async function answersOfHeads(
  executable: Executable,
  state: ArrayTree,
  table: FeatureTable,
): Promise<(head: string, classes: number) => Float64Array> {
  const outputs = await predictSet(executable, state, vectorsOf(table));
  return (head, classes) => softmaxRows(outputs[logitsOutput(head)]?.values ?? [], classes);
}

/** Rows of a table as a set of vectors, whose labels nobody asks for. */
function vectorsOf({ rows, width, values }: FeatureTable): SetImages {
  const places = Int32Array.from({ length: rows }, (_, row) => row);
  return {
    set: {
      name: "features",
      pool: "test",
      rows: places,
      label: new Int32Array(rows),
      attributes: [],
    },
    imageShape: [width],
    cached: true,
    writeImage: (position, out, offset) => {
      for (let column = 0; column < width; column++) {
        out[offset + column] = at(values, position * width + column);
      }
    },
  };
}
