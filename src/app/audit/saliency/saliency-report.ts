import type { DataSet } from "../../../data/dataset.js";
import type { AuditResults } from "../../../evaluation/audit/audit-results.js";
import type { SaliencyResults } from "../../../evaluation/audit/saliency-results.js";
import type { Undefined } from "../../../evaluation/metric.js";
import type { LookPictures } from "../../../report/audit/look-pictures.js";
import { drawLooks } from "./draw-looks.js";
import {
  examineSaliency,
  type LookedNetworks,
  type LookedPictures,
  type SeenMask,
} from "./examine-saliency.js";

/** Where a model looks: numbers for `audit.json`, and pictures for the page. */
export interface SaliencyReport {
  readonly results: SaliencyResults | Undefined;
  readonly pictures: LookPictures;
}

/** What decides whether pictures of a data set are shown, and how. */
export interface ShownLaw {
  readonly dataset: Pick<DataSet, "valueRange" | "orientation" | "exampleImages" | "smallestCell">;
  /** False: the person wants none on the page. */
  readonly withImages: boolean;
  /** Of two classes: this probability of the second and above is an answer; null: the largest probability. */
  readonly threshold: number | null;
  /** Masks of the pictures; absent: none. */
  readonly masks?: readonly SeenMask[];
}

/** The threshold that an audit of classes used; null where there is none. */
export function thresholdOf({ targets }: Pick<AuditResults, "targets">): number | null {
  const value = targets[0]?.threshold?.value;
  return typeof value === "number" ? value : null;
}

/** Examine and draw. @param said as of {@link examineSaliency}. */
export async function saliencyReport(
  pictures: LookedPictures,
  said: Float64Array,
  networks: LookedNetworks,
  { dataset, withImages, threshold, masks = [] }: ShownLaw,
): Promise<SaliencyReport> {
  const { smallestCell = 1 } = dataset;
  const law = { threshold, smallestCell, masks };
  const { results, shown } = await examineSaliency(pictures, said, networks, law);
  return { results, pictures: shownPictures() };

  function shownPictures(): LookPictures {
    if (!withImages) return { reason: "Pictures are left out of this page (--no-images)." };
    if (dataset.exampleImages === false) {
      return { reason: "The owner of the data keeps pictures from being shown." };
    }
    if (shown.length === 0) return { reason: "No picture can be shown." };
    return drawLooks(shown, pictures, dataset);
  }
}
