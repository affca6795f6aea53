import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import { openImages, type SetImages } from "../../data/batch.js";
import { subjectsOf } from "../../data/dataset.js";
import type { TierFinding } from "../../evaluation/audit/audit-results.js";
import { notExamined } from "../../evaluation/audit/decide-verdict.js";
import type { InterventionEffect } from "../../evaluation/audit/intervention-effects.js";
import { useFinding } from "../../evaluation/audit/use-finding.js";
import { softmaxRows } from "../../evaluation/class-scores.js";
import type { Undefined } from "../../evaluation/metric.js";
import { examineParts } from "../../probing/interventions/examine-parts.js";
import { examinePlanted } from "../../probing/interventions/examine-planted.js";
import { partTakers, pictureParts } from "../../probing/interventions/picture-part.js";
import { compile } from "../../runtime/compile.js";
import { predictSet } from "../../training/predict-set.js";
import { headScores } from "../../training/validate.js";
import { weightTree, type OpenedRun } from "../open-run.js";
import type { PreparedRun } from "../prepare-run.js";
import { intervenedImages } from "./intervened-images.js";

/** A finished run with the pictures of its tests. */
export interface RunWithPictures {
  readonly run: OpenedRun;
  readonly prepared: Pick<PreparedRun, "dataset" | "job" | "tests">;
}

/**
 * The tier *used* of attributes of a run, on the pictures of one of its tests: planted attributes are put in and taken out as the
 * data set plants them, of the others parts of pictures are exchanged (`examine-parts.ts`).
 *
 * Of a target that is classes, and of pictures or volumes; others are "not examined", and say why.
 * @param split a test with rows of its own.
 * @returns by attribute.
 */
export async function examineUse(
  source: RunWithPictures,
  split: string,
  attributes: readonly string[],
  rng: Rng,
): Promise<ReadonlyMap<string, TierFinding>> {
  const reason = whyNot(source, split);
  if (reason !== null) return new Map(attributes.map((name) => [name, notExamined(reason)]));
  const { run, prepared } = source;
  const { dataset, job } = prepared;
  const executable = await compile(job.method.predict, job.backend, {
    threads: job.threads,
    device: job.device,
  });
  const names = job.factors.attributes.map(({ name }) => name);
  const weights = weightTree(run);
  const answer = async (images: SetImages): Promise<Float64Array> => {
    const outputs = await predictSet(executable, weights, images, names);
    const { label } = job.factors;
    return softmaxRows(headScores(outputs, label.name)?.values ?? [], label.valueNames.length);
  };
  try {
    const images = prepared.tests[split] as SetImages;
    const subjects = subjectsOf(dataset, images.set);
    const probabilities = await answer(images);
    const findings = new Map<string, TierFinding>();
    for (const name of attributes) {
      const examined = { source, images, subjects, probabilities, answer };
      const effects = await effectsOf(examined, name, attributes.length, rng.child(name));
      findings.set(name, useFinding({ ...effects, attribute: name, subjects: new Set(subjects).size })); // prettier-ignore
    }
    return findings;
  } finally {
    await executable.dispose();
  }
}

/** Why pictures cannot be exchanged, or null. */
function whyNot({ prepared: { job, tests } }: RunWithPictures, split: string): string | null {
  const { label } = job.factors;
  if (label.labels !== undefined) return "several labels are not examined yet";
  if (label.scale !== undefined) return "a number as target is not examined yet";
  const images = tests[split];
  if (images === undefined) return `split ${split} has no pictures of its own`;
  return images.imageShape.length < 3 ? "features of another network have no parts" : null;
}

/** What all attributes are examined with. */
interface ExaminedSet {
  readonly source: RunWithPictures;
  readonly images: SetImages;
  readonly subjects: readonly string[];
  readonly probabilities: Float64Array;
  readonly answer: (images: SetImages) => Promise<Float64Array>;
}

async function effectsOf(
  { source, images, subjects, probabilities, answer }: ExaminedSet,
  name: string,
  family: number,
  rng: Rng,
): Promise<{
  readonly effects: readonly InterventionEffect[] | Undefined;
  readonly parts: string;
}> {
  const { dataset, job } = source.prepared;
  const { label, attributes } = job.factors;
  const names = attributes.map((attribute) => attribute.name);
  const index = names.indexOf(name);
  const attribute = at(attributes, index);
  const { set, imageShape } = images;
  const common = {
    label: set.label,
    classNames: label.valueNames,
    valueNames: attribute.valueNames,
    subjects,
  };
  if (attribute.kind === "planted") {
    const plant = (values: Int32Array) => {
      const columns = set.attributes.map((column, place) => (place === index ? values : column));
      return answer(openImages(dataset, names, { ...set, attributes: columns }));
    };
    return { effects: await examinePlanted({ ...common, plant }, family), parts: "planted" };
  }
  const [channels = 1, ...extents] = imageShape;
  const takers = partTakers({ channels, extents });
  const effects = await examineParts(
    {
      ...common,
      attribute: at(set.attributes, index),
      probabilities,
      answer: (part, takes) => answer(intervenedImages(images, takes, takers[part])),
    },
    rng,
    family,
  );
  return { effects, parts: pictureParts.join(", ") };
}
