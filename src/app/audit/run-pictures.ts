import { openImages } from "../../data/batch.js";
import { masksOf, subjectsOf } from "../../data/dataset.js";
import { softmaxRows } from "../../evaluation/class-scores.js";
import { undefinedMetric, type Undefined } from "../../evaluation/metric.js";
import { compile } from "../../runtime/compile.js";
import { predictSet } from "../../training/predict-set.js";
import { headScores } from "../../training/validate.js";
import { weightTree, type OpenedRun } from "../open-run.js";
import type { PreparedRun } from "../prepare-run.js";
import type { AnsweredPictures } from "./answered-pictures.js";

/**
 * The pictures of a test of a run, answered by its model. Undefined, with the reason, for a target that is no class, a split without
 * rows of its own, and features.
 */
export async function runPictures(
  run: OpenedRun,
  { dataset, job, tests }: Pick<PreparedRun, "dataset" | "job" | "tests">,
  split: string,
): Promise<AnsweredPictures | Undefined> {
  const { label, attributes } = job.factors;
  if (label.labels !== undefined) return undefinedMetric("several labels are not examined yet");
  if (label.scale !== undefined) return undefinedMetric("a number as target is not examined yet");
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
  return {
    images,
    subjects: subjectsOf(dataset, set),
    classNames: label.valueNames,
    attributes,
    masks: masksOf(dataset, set),
    plant: (attribute, values) =>
      openImages(dataset, names, {
        ...set,
        attributes: set.attributes.map((column, place) => (place === attribute ? values : column)),
      }),
    async answer(asked) {
      const outputs = await predictSet(executable, weights, asked, names);
      return softmaxRows(headScores(outputs, label.name)?.values ?? [], label.valueNames.length);
    },
    dispose: () => executable.dispose(),
  };
}
