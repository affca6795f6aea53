import type { DataSet } from "../../../data/dataset.js";
import type { AuditResults } from "../../../evaluation/audit/audit-results.js";
import type { SaliencyResults } from "../../../evaluation/audit/saliency-results.js";
import type { Undefined } from "../../../evaluation/metric.js";
import type { LookPictures } from "../../../report/audit/look-pictures.js";
import { drawLooks } from "./draw-looks.js";
import type { AnyAnsweredPictures } from "../answered-pictures.js";
import { auditedTargetOf } from "../pictured-classes.js";
import { examineSaliency, type LookedNetworks, type SeenMask } from "./examine-saliency.js";
import type { LookedPicturesLaw } from "./looked-targets.js";

/** Where a model looks: numbers for `audit.json`, and pictures for the page. */
export interface SaliencyReport {
  readonly results: SaliencyResults | Undefined;
  readonly pictures: LookPictures;
}

/** What decides whether pictures of a data set are shown, and how. */
export interface ShownLaw extends Pick<LookedPicturesLaw, "thresholdOf"> {
  readonly dataset: Pick<DataSet, "valueRange" | "orientation" | "exampleImages" | "smallestCell">;
  /** False: the person wants none on the page. */
  readonly withImages: boolean;
  /** Masks of the pictures; absent: none. */
  readonly masks?: readonly SeenMask[];
}

/** The threshold that an audit used for an answer of several, or for its only target; null where there is none. */
export function thresholdOf(
  results: Pick<AuditResults, "targets">,
  answer: string | null,
): number | null {
  const value = auditedTargetOf(results, answer)?.threshold?.value;
  return typeof value === "number" ? value : null;
}

/** Examine and draw. @param said as of {@link examineSaliency}. */
export async function saliencyReport(
  pictures: AnyAnsweredPictures,
  said: Float64Array,
  networks: LookedNetworks,
  { dataset, withImages, thresholdOf: threshold, masks = [] }: ShownLaw,
): Promise<SaliencyReport> {
  const { smallestCell = 1 } = dataset;
  const law = { thresholdOf: threshold, smallestCell, masks };
  const { results, shown } = await examineSaliency(pictures, said, networks, law);
  return { results, pictures: shownPictures() };

  function shownPictures(): LookPictures {
    if (!withImages) return { reason: "Pictures are left out of this page (--no-images)." };
    if (dataset.exampleImages === false) {
      return { reason: "The owner of the data keeps pictures from being shown." };
    }
    if (shown.length === 0) return { reason: "No picture can be shown." };
    return drawLooks(shown, pictures.images, dataset);
  }
}
