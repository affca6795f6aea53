import { basename, dirname, join, resolve } from "node:path";
import { ConfigError, DataError, InternalError } from "../../../base/errors.js";
import { at } from "../../../base/ndarray.js";
import { createRng } from "../../../base/rng.js";
import type { DataSet } from "../../../data/dataset.js";
import type { AuditTarget } from "../../../evaluation/audit/audit-input.js";
import { notExamined } from "../../../evaluation/audit/decide-verdict.js";
import { undefinedMetric, type Undefined } from "../../../evaluation/metric.js";
import { openRun, type OpenedRun } from "../../open-run.js";
import { runFolderNames } from "../../run-folder.js";
import { requireNewFolder } from "../../write-folder.js";
import type { AnyAnsweredPictures } from "../answered-pictures.js";
import { auditInThreads } from "../audit-in-threads.js";
import { auditInputOf } from "../audit-input-of.js";
import { readPredictions } from "../audit-predictions.js";
import type { RunAuditRequest } from "../audit-run.js";
import { defaultSplit, prepareAudited } from "../audited-run.js";
import { examineUse } from "../examine-use.js";
import { finishAudit, type AuditReport } from "../finish-audit.js";
import { finishPictureAudit } from "../finish-picture-audit.js";
import { runPictures } from "../run-pictures.js";
import { foldPictures } from "./fold-pictures.js";
import { joinPredictions } from "./join-predictions.js";

/** Why a tier is not examined, or a section is empty. */
const ofItsOwn = "each fold has a model of its own: audit one of them for it";

/**
 * Audit a cross-fitted method of a comparison, the runs of all folds of one seed, as if it were one model: every subject was held out by one fold, and is
 * answered by that fold's model. *Disparity* is of the predictions of all, at one threshold, chosen on the validation rows of all; *used* of all pictures
 * ({@link foldPictures}). *Encoded*, and where the models look, are of one model and are not examined. What is found is said of the recipe, the mean of its
 * models, not of one set of weights. Writes a folder of its own as `auditPredictions` does.
 *
 * Validation rows of one fold are audited rows of another: the threshold, one number, has seen their labels, though not beside the answers that are audited.
 * @param folders of the runs, by rising fold.
 * @throws ConfigError where a fold is missing or not finished; DataError where folds are not of one split; otherwise as `auditRun`.
 */
export async function auditFolds(
  request: Omit<RunAuditRequest, "doses">,
  folders: readonly string[],
): Promise<AuditReport> {
  requireNewFolder(request.out);
  const runs = folders.map((folder) => openRun(folder));
  requireAllFolds(request.run, runs);
  const run = at(runs, 0);
  const source = nameOf(request.run);
  const tables = folders.map((folder) => readPredictions(join(folder, runFolderNames.predictions)));
  const split = request.choice.split ?? defaultSplit(at(tables, 0).table.split);
  const choice = {
    ...request.choice,
    target: run.blueprint.label.name,
    unit: run.blueprint.label.unit,
    ...(split === undefined ? {} : { split }),
  };
  const { input, notes } = auditInputOf(joinPredictions(request.run, tables), source, choice);
  const { pictures, dataset } = await picturesOf(request, runs, input.split);
  const examined = { ...input, door: "model" as const, settings: request.settings };
  const said = [
    ...notes,
    `${runs.length} models, each asked about the pictures that it was not trained on; what is found is said of all together`,
    ...thresholdNotes(
      input.targets,
      tables.map((table) => auditInputOf(table, source, choice).input.targets),
    ),
  ];
  if ("reason" in pictures) {
    const results = await auditInThreads(examined, () => ({
      encoded: notExamined(ofItsOwn),
      used: notExamined(pictures.reason),
    }));
    return finishAudit(request.out, { ...results, saliency: pictures }, said);
  }
  try {
    const answers = await pictures.answer(pictures.images);
    const names = input.attributes.map(({ name }) => name);
    const rng = createRng(request.settings.seed ?? 0)
      .child("audit")
      .child("interventions");
    const used = await examineUse(pictures, answers, names, rng);
    const results = await auditInThreads(examined, (attribute, target) => ({
      encoded: notExamined(ofItsOwn),
      used: used(attribute, target) ?? notExamined("no attribute of the run"),
    }));
    const saliency = undefinedMetric(ofItsOwn);
    return await finishPictureAudit({
      ...{ out: request.out, results, notes: said, pictures, said: answers },
      shown: { dataset, withImages: request.withImages },
      look: () => Promise.resolve({ results: saliency, pictures: saliency }),
    });
  } finally {
    await pictures.dispose();
  }
}

/** Where each fold alone would be called otherwise: what one threshold for all makes of it is in the numbers of groups. */
function thresholdNotes(
  targets: readonly AuditTarget[],
  folds: readonly (readonly AuditTarget[])[],
): string[] {
  return targets.flatMap((target, place) => {
    const together = chosenThreshold(target);
    const alone = folds.flatMap((own) => chosenThreshold(own[place]) ?? []);
    if (together === null || alone.length === 0) return [];
    const [least, most] = [Math.min(...alone), Math.max(...alone)];
    return [
      `${target.name} is called at one threshold, ${together.toFixed(3)}; chosen by each fold alone it is ${least.toFixed(3)} to ${most.toFixed(3)}: where these differ, what is said of sensitivity and specificity is of the one (AUROC ranks all folds in one line too)`,
    ];
  });
}

function chosenThreshold(target: AuditTarget | undefined): number | null {
  if (target?.kind !== "classes" || target.threshold?.rule !== "youden") return null;
  const { value } = target.threshold;
  return typeof value === "number" ? value : null;
}

/** `erm, seed-0`. */
function nameOf(folder: string): string {
  const whole = resolve(folder);
  return `${basename(dirname(whole))}, ${basename(whole)}`;
}

/** Fold by fold, so that the training pictures of one alone are held. */
async function picturesOf(
  { run: where, base, onProgress }: Pick<RunAuditRequest, "run" | "base" | "onProgress">,
  runs: readonly OpenedRun[],
  split: string,
): Promise<{ readonly pictures: AnyAnsweredPictures | Undefined; readonly dataset: DataSet }> {
  const answered: AnyAnsweredPictures[] = [];
  const disposeAll = async () => {
    for (const pictures of answered) await pictures.dispose();
  };
  try {
    let dataset: DataSet | null = null;
    for (const run of runs) {
      const prepared = await prepareAudited(run, base, onProgress);
      dataset ??= prepared.dataset;
      const own = await runPictures(run, prepared, split);
      if ("reason" in own) {
        await disposeAll();
        return { pictures: own, dataset };
      }
      answered.push(own);
    }
    if (dataset === null) throw new InternalError("audit", "no fold");
    return { pictures: foldPictures(where, answered), dataset };
  } catch (error) {
    await disposeAll();
    throw error;
  }
}

/** @throws ConfigError for a fold that is missing. @throws DataError for runs that are not the folds of one method. */
function requireAllFolds(where: string, runs: readonly OpenedRun[]): void {
  const own = runs.map(({ config }) =>
    config.data.dataset === "cohort" ? (config.data.fold ?? null) : null,
  );
  const of = own[0]?.of ?? 0;
  if (own.some((fold, place) => fold === null || fold.index !== place || fold.of !== of)) {
    const known = own.map((fold) => (fold === null ? "none" : `${fold.index} of ${fold.of}`));
    throw new DataError(where, "the runs are not the folds of one method", {
      got: known,
      advice: "Audit one of them by its own folder.",
    });
  }
  if (own.length === of) return;
  throw new ConfigError(where, "folds are missing", {
    ...{ expected: of, got: own.length },
    advice:
      "Finish the comparison (unconfound compare … --resume), or audit one fold by its own folder.",
  });
}
