import { existsSync } from "node:fs";
import { join } from "node:path";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import type { ExchangeEffect, FeatureExchange } from "../../evaluation/audit/audit-results.js";
import { softmaxRows } from "../../evaluation/class-scores.js";
import { undefinedMetric, type Undefined } from "../../evaluation/metric.js";
import { batchInputs, logitsOutput, type BuiltMethod } from "../../methods/method.js";
import { exchangeParts, type ExchangeEffects } from "../../probing/interventions/exchange-parts.js";
import { featuresPort, headProgram } from "../../probing/interventions/head-program.js";
import type { FeatureTable } from "../../probing/probe.js";
import { compile, type Executable, type HostArray } from "../../runtime/compile.js";
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
  // prettier-ignore
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

/** Probabilities of any head over a table of features, batch by batch; the last one is filled up. */
async function answersOfHeads(
  executable: Executable,
  state: Readonly<Record<string, Float32Array>>,
  { rows, width, values }: FeatureTable,
): Promise<(head: string, classes: number) => Float64Array> {
  const { inputs, outputs } = executable.program;
  const port = inputs.find(({ name }) => name === featuresPort);
  const batch = at(port?.tensor.shape ?? [], 0);
  const feeds: Record<string, HostArray> = {};
  for (const { name } of inputs) {
    const own = state[name];
    if (own !== undefined) feeds[name] = own;
  }
  const logits = new Map(outputs.map(({ name, tensor }) => [name, new Float32Array(rows * at(tensor.shape, 1))])); // prettier-ignore
  for (let start = 0; start < rows; start += batch) {
    const asked = Float32Array.from({ length: batch * width }, (_, entry) =>
      at(values, Math.min(start + Math.floor(entry / width), rows - 1) * width + (entry % width)),
    );
    const found = await executable.run({ ...feeds, [featuresPort]: asked });
    for (const [name, own] of logits) {
      const columns = own.length / rows;
      const real = Math.min(batch, rows - start) * columns;
      own.set((found[name] as Float32Array).subarray(0, real), start * columns);
    }
  }
  return (head, classes) => softmaxRows(logits.get(logitsOutput(head)) ?? [], classes);
}
