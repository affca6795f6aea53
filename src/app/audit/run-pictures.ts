import { openImages, type SetImages } from "../../data/batch.js";
import { masksOf, subjectsOf } from "../../data/dataset.js";
import { sigmoids, softmaxRows } from "../../evaluation/class-scores.js";
import { undefinedMetric, type Undefined } from "../../evaluation/metric.js";
import { compile } from "../../runtime/compile.js";
import { predictSet } from "../../training/predict-set.js";
import { headNumbers, headScores } from "../../training/validate.js";
import { weightTree, type OpenedRun } from "../open-run.js";
import type { PreparedRun } from "../prepare-run.js";
import type { AnyAnsweredPictures } from "./answered-pictures.js";

/**
 * The pictures of a test of a run, answered by its model. Undefined, with the reason, for a split without rows of its own, and
 * features.
 */
export async function runPictures(
  run: OpenedRun,
  { dataset, job, tests }: Pick<PreparedRun, "dataset" | "job" | "tests">,
  split: string,
): Promise<AnyAnsweredPictures | Undefined> {
  const { label, attributes } = job.factors;
  const images = tests[split];
  if (images === undefined) return undefinedMetric(`split ${split} has no pictures of its own`);
  if (images.imageShape.length < 3) {
    return undefinedMetric("features of another network have no parts");
  }
  const names = attributes.map(({ name }) => name);
  const weights = weightTree(run);
  const executable = await compile(job.method.predict, job.backend, {
    threads: job.threads,
    device: job.device,
  });
  const { set } = images;
  const outputsOf = (asked: SetImages) => predictSet(executable, weights, asked, names);
  const logitsOf = async (asked: SetImages) =>
    headScores(await outputsOf(asked), label.name)?.values ?? [];
  const pictures = {
    images,
    subjects: subjectsOf(dataset, set),
    attributes,
    masks: masksOf(dataset, set),
    plant: (attribute: number, values: Int32Array) =>
      openImages(dataset, names, {
        ...set,
        attributes: set.attributes.map((column, place) => (place === attribute ? values : column)),
      }),
    dispose: () => executable.dispose(),
  };
  if (label.scale !== undefined) {
    const answer = async (asked: SetImages) =>
      Float64Array.from(headNumbers(await outputsOf(asked), label.name) ?? []);
    return { ...pictures, kind: "number", name: label.name, binNames: label.valueNames, answer };
  }
  if (label.labels !== undefined) {
    const answer = async (asked: SetImages) => sigmoids(await logitsOf(asked));
    return { ...pictures, kind: "labels", labelNames: label.labels, answer };
  }
  const classNames = label.valueNames;
  const answer = async (asked: SetImages) => softmaxRows(await logitsOf(asked), classNames.length);
  return { ...pictures, kind: "classes", classNames, answer };
}
