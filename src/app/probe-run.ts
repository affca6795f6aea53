import { InternalError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import { createRng } from "../base/rng.js";
import type { RunConfig } from "../config/run-config.js";
import type { SetImages } from "../data/batch.js";
import { countGroups, countOfGroups, groupsOfSet, valuesOfGroup } from "../data/sampling/groups.js";
import { undefinedMetric } from "../evaluation/metric.js";
import { logitsOutput } from "../methods/method.js";
import { chooseRows } from "../probing/choose-rows.js";
import { labelInformation } from "../probing/label-information.js";
import type { ClassTarget } from "../probing/probe.js";
import { probeFeatures, type ProbedPart } from "../probing/probe-features.js";
import type { ProbingResults } from "../probing/probing-results.js";
import type { SetOutputs } from "../training/predict-set.js";
import type { PreparedRun } from "./prepare-run.js";

/** A held-out set with what the model says about it. */
export interface SetToProbe {
  readonly name: string;
  readonly images: SetImages;
  readonly outputs: SetOutputs;
}

/**
 * Probe the features of a trained model on balanced rows of its tests: the content of `probing.json`. Validation
 * chose the epoch and is not probed. Depends on `seed`, never on the number of threads. Undefined of a label that is several
 * answers of yes or no: its one value has nothing to read.
 */
export async function probeRun(
  run: PreparedRun,
  config: RunConfig,
  tests: readonly SetToProbe[],
): Promise<ProbingResults> {
  const { factors, backend, threads } = run.job;
  if (factors.label.labels !== undefined) {
    return undefinedMetric("there are no probes of several answers of yes or no yet");
  }
  const rng = createRng(config.seed).child("probing");
  const sizes = factors.attributes.map(({ valueNames }) => valueNames.length);
  const labels = factors.label.valueNames.length;
  const cellsOf = new Map(tests.map(({ name, images }) => [name, groupsOfSet(images.set, sizes)]));
  const chosen = chooseRows(
    tests.map(({ name }) => ({ name, cells: cellsOf.get(name) ?? new Int32Array() })),
    labels,
    countOfGroups(labels, sizes),
    (cell) => nameOfCell(run, valuesOfGroup(cell, sizes)),
    rng.child("rows"),
  );
  if ("reason" in chosen) return chosen;
  const { rows } = chosen;
  const test = tests.find(({ name }) => name === chosen.set);
  const cells = cellsOf.get(chosen.set);
  if (test === undefined || cells === undefined) {
    throw new InternalError("probing", `no test ${chosen.set}`);
  }
  const { set } = test.images;
  const table = run.dataset.pools[set.pool] ?? run.dataset.pools.train;
  const pick = (column: ArrayLike<number>) => Int32Array.from(rows, (row) => at(column, row));
  return probeFeatures(
    {
      set: chosen.set,
      resampled: chosen.resampled,
      subjects: Array.from(rows, (row) => at(table.subjects, at(set.rows, row))),
      cells: pick(cells),
      parts: partsOf(run, test.outputs, rows),
      targets: [factors.label, ...factors.attributes].map(
        ({ name, valueNames }, index): ClassTarget => ({
          kind: "classes",
          name,
          valueNames,
          values: pick(at([set.label, ...set.attributes], index)),
        }),
      ),
      trainingFloor: trainingFloor(run, sizes),
    },
    { backend, threads },
    rng,
  );
}

/** Parts are equal slices of `features` in the order of the heads. */
function partsOf(run: PreparedRun, outputs: SetOutputs, rows: Int32Array): ProbedPart[] {
  const { heads } = run.job.method;
  const features = outputs["features"];
  if (features === undefined) throw new InternalError("probing", "the model has no features");
  const width = features.width / heads.length;
  return heads.map(({ name, classes, scale }, part) => {
    const logits = outputs[logitsOutput(name)] ?? null;
    if (logits === null && scale === undefined) {
      throw new InternalError("probing", `no logits of ${name}`);
    }
    const slice = (values: Float32Array, from: number, own: number, stride: number) => {
      const taken = new Float32Array(rows.length * own);
      for (const [place, row] of rows.entries()) {
        const start = row * stride + from;
        taken.set(values.subarray(start, start + own), place * own);
      }
      return taken;
    };
    return {
      name,
      features: {
        rows: rows.length,
        width,
        values: slice(features.values, part * width, width, features.width),
      },
      logits: logits && slice(logits.values, 0, classes, classes),
    };
  });
}

/** MI of two targets in training as it is sampled: `rebalance` shows all groups that occur equally often. */
function trainingFloor(run: PreparedRun, sizes: readonly number[]) {
  const { factors, sampling } = run.job;
  const { train } = run.sets;
  const groups = groupsOfSet(train, sizes);
  const counts = countGroups(groups, countOfGroups(factors.label.valueNames.length, sizes));
  const weights =
    sampling === "natural"
      ? undefined
      : Float64Array.from(groups, (group) => (group < 0 ? 0 : 1 / at(counts, group)));
  const names = [factors.label, ...factors.attributes].map(({ name }) => name);
  const columnOf = (name: string) => at([train.label, ...train.attributes], names.indexOf(name));
  return (left: string, right: string) =>
    labelInformation(columnOf(left), columnOf(right), weights);
}

function nameOfCell({ job: { factors } }: PreparedRun, values: readonly number[]): string {
  return [factors.label, ...factors.attributes]
    .map(({ valueNames }, index) => at(valueNames, at(values, index)))
    .join(", ");
}
