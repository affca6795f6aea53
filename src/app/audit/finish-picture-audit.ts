import type { AuditResults } from "../../evaluation/audit/audit-results.js";
import type { AnyAnsweredPictures } from "./answered-pictures.js";
import { examineMasks } from "./examine-masks.js";
import { finishAudit, type AuditExtras, type AuditReport } from "./finish-audit.js";
import { makeGroupPictures } from "./make-group-pictures.js";
import { thresholdOf, type SaliencyReport, type ShownLaw } from "./saliency/saliency-report.js";

/** An audit of a model whose pictures are at hand, as far as it has come. */
export interface PictureAudit extends Pick<AuditExtras, "runCard"> {
  /** A new folder. */
  readonly out: string;
  readonly results: AuditResults;
  readonly notes: readonly string[];
  readonly pictures: AnyAnsweredPictures;
  /** What the model says of the pictures as they are, row-major [n, width]. */
  readonly said: Float64Array;
  /** What decides whether pictures are shown, and how. */
  readonly shown: Omit<ShownLaw, "thresholdOf" | "masks">;
  /** Where the model looks. */
  readonly look: (law: ShownLaw) => Promise<SaliencyReport>;
}

/**
 * The end of every audit that has a model and its pictures: where answers come from (masks), where the model looks, the pictures behind the groups, and the folder as `finishAudit` writes it.
 */
export async function finishPictureAudit(audit: PictureAudit): Promise<AuditReport> {
  const { out, results, notes, pictures, said, shown, runCard } = audit;
  const [target] = results.targets;
  const masks = await examineMasks(pictures, said, {
    target: target?.name ?? "",
    attributes: (target?.attributes ?? []).map(({ name }) => name),
    seed: results.settings.seed,
  });
  const looked = await audit.look({
    ...shown,
    thresholdOf: (answer) => thresholdOf(results, answer),
    masks: masks.seen,
  });
  const whole: AuditResults = {
    ...{ ...results, saliency: looked.results },
    ...(masks.results.length === 0 ? {} : { masks: masks.results }),
  };
  return finishAudit(out, whole, [...notes, ...masks.notes], {
    ...(runCard === undefined ? {} : { runCard }),
    page: {
      pictures: makeGroupPictures(results, pictures, said, shown),
      looks: looked.pictures,
    },
  });
}
