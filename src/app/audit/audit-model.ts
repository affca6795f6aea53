import { basename } from "node:path";
import { ConfigError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { openImages, type SetImages } from "../../data/batch.js";
import { masksOf, subjectsOf, type DataSet } from "../../data/dataset.js";
import type { AuditInput, AuditSettings } from "../../evaluation/audit/audit-input.js";
import type { AuditResults } from "../../evaluation/audit/audit-results.js";
import { notExamined } from "../../evaluation/audit/decide-verdict.js";
import { shuffleWeights } from "../../graph/onnx/shuffle-weights.js";
import { loadBackend } from "../../runtime/load.js";
import type { Backend } from "../../runtime/backend.js";
import { openModel, type Model } from "../../runtime/open-model.js";
import { requireNewFolder } from "../write-folder.js";
import type { AnyAnsweredPictures } from "./answered-pictures.js";
import { auditInThreads } from "./audit-in-threads.js";
import type { AuditChoice } from "./audit-input-of.js";
import type { AuditReport } from "./finish-audit.js";
import { finishPictureAudit } from "./finish-picture-audit.js";
import { examineEncoding } from "./examine-encoding.js";
import { examineUse } from "./examine-use.js";
import {
  foreignFeatures,
  type EmbeddingOptions,
  type ForeignFeatures,
} from "./foreign-features.js";
import {
  foreignAnswer,
  foreignAnswerLogits,
  foreignColumns,
  foreignLogits,
  type ForeignModelOptions,
} from "./foreign-model.js";
import { foreignTargets } from "./foreign-target.js";
import { openRows } from "./open-rows.js";
import { preparationDifference, readOwnModel, type OwnModel } from "./own-model.js";
import { readModel } from "./read-model.js";
import type { ScoresOf } from "./saliency/answer-looker.js";
import { modelSaliency } from "./saliency/model-saliency.js";
import type { SaliencyReport } from "./saliency/saliency-report.js";

/** The third door, for models in a file: an ONNX file and the pictures of a cohort. A model of ours says itself what is not given. */
export interface ModelAuditRequest {
  /** ONNX file; weights inside, or in files of its folder. */
  readonly model: string;
  /** Its features; without them *encoded* is not examined. */
  readonly embedding?: EmbeddingOptions;
  /** Cohort file: pictures, how they are prepared, target, attributes. */
  readonly cohort: string;
  /** Its outputs in order, classes or answers of yes or no; without them those of the cohort file in theirs. */
  readonly classes?: readonly string[];
  readonly options: Omit<ForeignModelOptions, "classNames">;
  /** A new folder. */
  readonly out: string;
  readonly choice: Pick<AuditChoice, "attributes" | "intersections" | "threshold">;
  readonly settings: AuditSettings;
  /** False: no picture on the page. */
  readonly withImages: boolean;
  /** Of image caches; undefined: that of the user. */
  readonly cacheFolder: string | undefined;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Audit a model in a file on all labelled rows of a cohort: *disparity* and *used*, and where a tensor is named *encoded*. The
 * threshold of two classes is the one given, else 0.5: nothing is chosen on these rows. Writes a folder of its own as `auditPredictions`
 * does.
 * @throws ConfigError, DataError, FormatError as `readModel`, `readOwnModel`, `openCohort`, `foreignAnswer`, `foreignFeatures` and `audit`; RuntimeError
 * where ONNX Runtime does not take the model (an unknown operator).
 */
export async function auditModel(asked: ModelAuditRequest): Promise<AuditReport> {
  requireNewFolder(asked.out);
  const bytes = readModel(asked.model);
  const source = basename(asked.model);
  const own = readOwnModel(bytes, source);
  const request = own === null ? asked : withOwn(asked, own);
  const { dataset, notes: ofBins } = await openRows(request);
  const backend = await loadBackend();
  const model = await openModel(bytes, backend, source);
  try {
    const pictures = answeredPictures(request, dataset, model);
    const { embedding, options } = request;
    const features =
      embedding === undefined
        ? null
        : await foreignFeatures(bytes, backend, pictures.images, { ...options, source }, embedding);
    const said = await pictures.answer(pictures.images);
    const results = await auditPictures(request, dataset, pictures, said, features);
    const notes = [
      ...(dataset.notes ?? []),
      ...ofBins,
      ...(own === null ? [] : otherwiseMade(own, dataset)),
      `all ${results.rows} labelled rows are audited; pictures that the model was trained on flatter it: leave them out by filters of the cohort file`,
    ];
    return await finishPictureAudit({
      ...{ out: request.out, results, notes, pictures, said },
      shown: { dataset, withImages: request.withImages },
      look: (law) =>
        shuffledSaliency(bytes, backend, source, (shuffled) =>
          modelSaliency(
            pictures,
            said,
            scoresOf(request, pictures, model),
            shuffled === null ? null : scoresOf(request, pictures, shuffled),
            law,
          ),
        ),
    });
  } finally {
    await model.dispose();
  }
}

/** What is not asked for as the model's own metadata say. */
function withOwn(asked: ModelAuditRequest, own: OwnModel): ModelAuditRequest {
  const { embedding = { tensor: own.features }, classes = own.names ?? undefined } = asked;
  return {
    ...asked,
    ...{ embedding, ...(classes && { classes }) },
    options: { output: own.output, ...asked.options },
  };
}

function otherwiseMade(own: OwnModel, { preparation }: DataSet): string[] {
  const key = preparationDifference(own, preparation);
  if (key === null) return [];
  return [
    `the cohort file makes pictures otherwise than those that the model learnt from (${key}): what it does with them may come from that`,
  ];
}

/** The labelled pictures, answered by the model in the form of the cohort's target. */
function answeredPictures(
  { classes, options }: ModelAuditRequest,
  dataset: DataSet,
  model: Model,
): AnyAnsweredPictures {
  const { label, imageShape } = dataset;
  const common = {
    ...labelledPictures(dataset),
    dispose: () => model.dispose(),
  };
  if (label.continuous === true) {
    const { name, valueNames: binNames } = label;
    const [forbidden] = [classes && "--classes", options.scores && "--scores"].filter(Boolean);
    if (forbidden !== undefined) {
      throw new ConfigError(forbidden, "not of a number", { advice: "Leave it out." });
    }
    const answer = foreignColumns(model, imageShape, { ...options, names: [name], form: "number" });
    return { ...common, kind: "number", name, binNames, answer };
  }
  const { asked, places } = orderOf(label.labels ?? label.valueNames, classes);
  if (label.labels !== undefined) {
    const form = options.scores ?? "logits";
    const columns = foreignColumns(model, imageShape, { ...options, names: asked, form });
    const answer = async (images: SetImages) => inOrder(await columns(images), places);
    return { ...common, kind: "labels", labelNames: label.labels, answer };
  }
  const rows = foreignAnswer(model, imageShape, { ...options, classNames: asked });
  const answer = async (images: SetImages) => inOrder(await rows(images), places);
  return { ...common, kind: "classes", classNames: label.valueNames, answer };
}

/** What maps are made of, in the order of the cohort file: logits of the classes or of each answer, or the number itself. */
function scoresOf(
  { classes, options }: ModelAuditRequest,
  pictures: AnyAnsweredPictures,
  model: Model,
): ScoresOf {
  const { imageShape } = pictures.images;
  if (pictures.kind === "number") {
    return foreignColumns(model, imageShape, {
      ...options,
      names: [pictures.name],
      form: "number",
    });
  }
  const isSeveral = pictures.kind === "labels";
  const { asked, places } = orderOf(isSeveral ? pictures.labelNames : pictures.classNames, classes);
  const logits = isSeveral
    ? foreignAnswerLogits(model, imageShape, { ...options, names: asked, form: options.scores ?? "logits" }) // prettier-ignore
    : foreignLogits(model, imageShape, { ...options, classNames: asked });
  return async (images) => inOrder(await logits(images), places);
}

async function auditPictures(
  { choice, settings, model }: ModelAuditRequest,
  { label }: DataSet,
  pictures: AnyAnsweredPictures,
  said: Float64Array,
  features: ForeignFeatures | null,
): Promise<AuditResults> {
  const { images, attributes, subjects } = pictures;
  const rng = createRng(settings.seed ?? 0)
    .child("audit")
    .child("interventions");
  const names = attributes.map(({ name }) => name);
  const used = await examineUse(pictures, said, names, rng);
  const { threshold } = choice;
  const input: AuditInput = {
    ...{ door: "model", source: basename(model), split: "all rows", subjects, settings },
    attributes: attributes.map(({ name, valueNames }, index) => {
      const numbers = images.numbers?.[index] ?? null;
      const values = at(images.set.attributes, index);
      return { name, valueNames, values, ...(numbers === null ? {} : { numbers }) };
    }),
    ...(choice.intersections === undefined ? {} : { intersections: choice.intersections }),
    targets: foreignTargets({ label, pictures, said, threshold }),
  };
  const encodedOf =
    features === null
      ? () => notExamined("needs the features of the model")
      : examineEncoding(features, { ...input, label: label.name }, features.source);
  return auditInThreads(input, (attribute, target) => ({
    encoded: encodedOf(attribute),
    used: used(attribute, target) ?? notExamined("no attribute of the cohort"),
  }));
}

/** Open the same model with its weights in another order for `look`; null where it has none that are found, or does not run so. */
async function shuffledSaliency(
  bytes: Uint8Array,
  backend: Backend,
  source: string,
  look: (shuffled: Model | null) => Promise<SaliencyReport>,
): Promise<SaliencyReport> {
  const shuffled = shuffleWeights(bytes, source, createRng(0).child("shuffled-weights"));
  if (shuffled === null) return look(null);
  const model = await openModel(shuffled, backend, `${source}, shuffled`);
  try {
    return await look(model);
  } finally {
    await model.dispose();
  }
}

/** Classes or answers in the order of the model's outputs, and the place there of each of the cohort file's. */
function orderOf(names: readonly string[], asked: readonly string[] = names) {
  const isSame = asked.length === names.length && names.every((name) => asked.includes(name));
  if (isSame) return { asked, places: names.map((name) => asked.indexOf(name)) };
  throw new ConfigError("--classes", "not the classes of the cohort file", {
    expected: names,
    got: asked,
  });
}

function inOrder(rows: Float64Array, places: readonly number[]): Float64Array {
  const classes = places.length;
  return rows.map((_, entry) => {
    const label = entry % classes;
    return at(rows, entry - label + at(places, label));
  });
}

/** The labelled rows. */
function labelledPictures(
  dataset: DataSet,
): Pick<AnyAnsweredPictures, "images" | "subjects" | "attributes" | "masks"> {
  const { attributes } = dataset;
  const names = attributes.map(({ name }) => name);
  const table = dataset.pools.test ?? dataset.pools.train;
  const rows = Int32Array.from(table.label.keys()).filter((row) => at(table.label, row) >= 0);
  const columnOf = (column: ArrayLike<number>) => rows.map((row) => at(column, row));
  const set = {
    ...({ name: "all rows", pool: "test", rows } as const),
    label: columnOf(table.label),
    attributes: names.map((name) => columnOf(table.attributes[name] ?? [])),
  };
  return {
    images: openImages(dataset, names, set),
    subjects: subjectsOf(dataset, set),
    attributes,
    masks: masksOf(dataset, set),
  };
}
