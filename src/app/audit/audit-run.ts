import { basename, join, resolve } from "node:path";
import { createRng, type Rng } from "../../base/rng.js";
import type { AuditSettings } from "../../evaluation/audit/audit-input.js";
import type { DoseResponse, TierFinding } from "../../evaluation/audit/audit-results.js";
import { notExamined } from "../../evaluation/audit/decide-verdict.js";
import { combineUse, doseFinding } from "../../evaluation/audit/dose-finding.js";
import { undefinedMetric, type Undefined } from "../../evaluation/metric.js";
import type { DataProgress } from "../open-data.js";
import { openRun } from "../open-run.js";
import { readIfThere, runFolderNames } from "../run-folder.js";
import { requireNewFolder } from "../write-folder.js";
import type { AnyAnsweredPictures } from "./answered-pictures.js";
import { defaultSplit, prepareAudited } from "./audited-run.js";
import { auditInThreads } from "./audit-in-threads.js";
import { auditInputOf, type AuditChoice } from "./audit-input-of.js";
import { readPredictions } from "./audit-predictions.js";
import { examineUse } from "./examine-use.js";
import { finishAudit, type AuditExtras, type AuditReport } from "./finish-audit.js";
import { finishPictureAudit } from "./finish-picture-audit.js";
import { runEncoding } from "./run-encoding.js";
import { runExchange } from "./run-exchange.js";
import { runPictures } from "./run-pictures.js";
import { runThresholds } from "./run-thresholds.js";
import { runSaliency } from "./saliency/run-saliency.js";

/** The third door, for runs of ours: predictions, features and the model with its pictures. */
export interface RunAuditRequest {
  /** Folder of a finished run. */
  readonly run: string;
  /** Folder that the paths of the run file start from: runs do not store it. */
  readonly base: string;
  /** A new folder. */
  readonly out: string;
  readonly choice: AuditChoice;
  readonly settings: AuditSettings;
  /** False: no picture on the page. */
  readonly withImages: boolean;
  readonly onProgress: DataProgress;
  /** What models say that were trained anew, by attribute (`runDoses`); absent: none were. */
  readonly doses?: ReadonlyMap<string, DoseResponse>;
}

/**
 * Audit a finished run: *disparity* from its predictions, *encoded* from its probes and features, *used* by interventions on the pictures of the audited
 * split and, where models were trained anew, by what these say. Writes a folder of its own as `auditPredictions` does.
 * @throws ConfigError, DataError, FormatError as `openRun`, `prepareAudited`, `auditInputOf` and `audit`.
 */
export async function auditRun(request: RunAuditRequest): Promise<AuditReport> {
  requireNewFolder(request.out);
  const run = openRun(request.run);
  const prepared = await prepareAudited(run, request.base, request.onProgress);
  const { config } = run;
  const path = join(request.run, runFolderNames.predictions);
  const split = request.choice.split ?? defaultSplit(Object.keys(prepared.tests));
  const predictions = readPredictions(path);
  const chosen = auditInputOf(predictions, basename(resolve(request.run)), {
    ...request.choice,
    target: run.blueprint.label.name,
    unit: run.blueprint.label.unit,
    ...runThresholds(request.run),
    ...(split === undefined ? {} : { split }),
  });
  const input = { ...chosen.input, door: "model" as const };
  const names = input.attributes.map(({ name }) => name);
  const rng = createRng(request.settings.seed ?? 0)
    .child("audit")
    .child("interventions");
  const { doses } = request;
  const pictures = await runPictures(run, prepared, input.split);
  try {
    const seen = await examinePictures(pictures, names, rng, doses === undefined ? 1 : 2);
    const asked = {
      ...{ folder: request.run, predictions, attributes: names, split: input.split },
      ...{ settings: request.settings, label: run.blueprint.label.name },
      parts: prepared.job.method.heads.length,
      attributeWidth: config.model.features,
      subjects: new Set(input.subjects).size,
    };
    const encoded = await runEncoding(asked);
    const exchanges = await runExchange(asked, run, prepared);
    const results = await auditInThreads(
      { ...input, settings: request.settings },
      (attribute, target) => ({
        encoded: withExchange(encoded(attribute), exchanges.get(attribute)),
        used: usedOf(seen.used(attribute, target), doses?.get(attribute)),
      }),
    );
    const { notes } = chosen;
    const card = cardOf(request.run);
    const { answers } = seen;
    if ("reason" in pictures || answers === null) {
      const saliency = "reason" in pictures ? pictures : undefinedMetric("no answers");
      return finishAudit(request.out, { ...results, saliency }, notes, card);
    }
    return await finishPictureAudit({
      ...{ out: request.out, results, notes, pictures, said: answers, ...card },
      shown: { dataset: prepared.dataset, withImages: request.withImages },
      look: (law) => runSaliency(run, prepared, pictures, answers, law),
    });
  } finally {
    if (!("reason" in pictures)) await pictures.dispose();
  }
}

/** The card that the run was written with, where it still has one. */
function cardOf(folder: string): Pick<AuditExtras, "runCard"> {
  const bytes = readIfThere(join(folder, runFolderNames.modelCard));
  return bytes === null ? {} : { runCard: new TextDecoder().decode(bytes) };
}

type TierOf = (attribute: string, target: string) => TierFinding;

function usedOf(byPictures: TierFinding, doses: DoseResponse | undefined): TierFinding {
  return doses === undefined ? byPictures : combineUse(byPictures, doseFinding(doses));
}

function withExchange(encoded: TierFinding, exchange: TierFinding["exchange"]): TierFinding {
  return exchange === undefined ? encoded : { ...encoded, exchange };
}

/** What the pictures of a run are examined for. */
interface SeenPictures {
  readonly used: TierOf;
  /** Row-major, of the pictures as they are; null without pictures. */
  readonly answers: Float64Array | null;
}

async function examinePictures(
  pictures: AnyAnsweredPictures | Undefined,
  names: readonly string[],
  rng: Rng,
  ways: number,
): Promise<SeenPictures> {
  if ("reason" in pictures) {
    const { reason } = pictures;
    return { used: () => notExamined(reason), answers: null };
  }
  const answers = await pictures.answer(pictures.images);
  const found = await examineUse(pictures, answers, names, rng, ways);
  return {
    used: (attribute, target) => found(attribute, target) ?? notExamined("no attribute of the run"),
    answers,
  };
}
