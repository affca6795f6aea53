import { at } from "../../../base/ndarray.js";
import type { PlantedShare, SaliencyMethod, SaliencyMethodResults } from "../../../evaluation/audit/saliency-results.js"; // prettier-ignore
import { mapAgreement } from "../../../evaluation/labels/map-agreement.js";
import { undefinedMetric, type Metric } from "../../../evaluation/metric.js";
import { shareInside } from "../../../probing/saliency/share-inside.js";
import type { Look, Looker } from "./looker.js";

/** Looks at one picture. */
export interface MeasuredLook {
  readonly trained: Look;
  /** Of the network that has learnt nothing; null where there is none. */
  readonly randomised: Look | null;
  /** By planted attribute, where it is. */
  readonly footprints: ReadonlyMap<string, Uint8Array>;
}

/** What the maps of one method say in numbers, over pictures. */
export function saliencyNumbers(
  method: SaliencyMethod,
  settings: ReturnType<Looker["methods"]["get"]> & {},
  looks: readonly MeasuredLook[],
): SaliencyMethodResults {
  const attributes = [...(looks[0]?.footprints.keys() ?? [])];
  const incompleteness = method === "integrated_gradients" ? incompletenessOf(looks) : null;
  return {
    ...{ method, settings, randomised: randomisedOf(method, looks) },
    ...(incompleteness === null ? {} : { incompleteness }),
    planted: attributes.map((attribute) => plantedShare(method, attribute, looks)),
  };
}

function randomisedOf(
  method: SaliencyMethod,
  looks: readonly MeasuredLook[],
): SaliencyMethodResults["randomised"] {
  const pairs = looks.flatMap(({ trained, randomised }) => {
    const [own, other] = [trained.maps.get(method), randomised?.maps.get(method)];
    return own === undefined || other === undefined
      ? []
      : [[Float32Array.from(own), Float32Array.from(other)] as const];
  });
  if (pairs.length === 0) return undefinedMetric("no network without learning to compare with");
  const { mean, absolute, pairs: n } = mapAgreement(pairs);
  return { mean, absolute, n };
}

function incompletenessOf(looks: readonly MeasuredLook[]): Metric {
  let [error, difference] = [0, 0];
  for (const { trained } of looks) {
    error += trained.completeness?.error ?? 0;
    difference += Math.abs(trained.completeness?.difference ?? 0);
  }
  return difference === 0 ? undefinedMetric("the scores are those of the baseline") : error / difference; // prettier-ignore
}

function plantedShare(
  method: SaliencyMethod,
  attribute: string,
  looks: readonly MeasuredLook[],
): PlantedShare {
  const sharesOf = (look: (own: MeasuredLook) => Look | null) =>
    looks.flatMap((own) => {
      const [map, mask] = [look(own)?.maps.get(method), own.footprints.get(attribute)];
      if (map === undefined || mask === undefined || !map.every(Number.isFinite)) return [];
      const { share, area } = shareInside(map, mask);
      return typeof share === "number" ? [{ share, area }] : [];
    });
  const trained = sharesOf(({ trained: own }) => own);
  const randomised = sharesOf(({ randomised: own }) => own);
  const masks = looks.flatMap(({ footprints }) => footprints.get(attribute) ?? []);
  const area = masks.reduce((sum, mask) => sum + areaOf(mask), 0) / Math.max(1, masks.length);
  return {
    attribute,
    share: meanOf(trained.map(({ share }) => share)),
    randomised: meanOf(randomised.map(({ share }) => share)),
    ...{ area, n: trained.length },
  };
}

function areaOf(mask: Uint8Array): number {
  let covered = 0;
  for (let pixel = 0; pixel < mask.length; pixel++) covered += at(mask, pixel);
  return covered / mask.length;
}

function meanOf(values: readonly number[]): Metric {
  if (values.length === 0) return undefinedMetric("no map with a value on a picture that changes");
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
