import { describe, expect, it } from "vitest";
import type { SaliencyMethod } from "../../../evaluation/audit/saliency-results.js";
import { saliencyNumbers, type MeasuredLook } from "./saliency-numbers.js";

const look = (method: SaliencyMethod, map: readonly number[], error = 0, difference = 1) => ({
  maps: new Map([[method, Float64Array.from(map)]]),
  completeness: { error, difference },
});
const measured = (
  trained: readonly number[],
  randomised: readonly number[] | null,
  mask = [1, 0, 0, 0],
): MeasuredLook => ({
  trained: look("gradient", trained),
  randomised: randomised === null ? null : look("gradient", randomised),
  footprints: new Map([["marker", Uint8Array.from(mask)]]),
});

describe("saliencyNumbers", () => {
  it("is the mean rank correlation, and the mean share on the artefact beside its area", () => {
    const looks = [
      measured([3, 1, 0, 0], [0, 0, 1, 3]),
      measured([1, 2, 3, 4], [10, 20, 30, 40], [1, 1, 0, 0]),
    ];
    const found = saliencyNumbers("gradient", {}, looks);
    expect(found.planted).toEqual([
      {
        ...{ attribute: "marker", share: (3 / 4 + 3 / 10) / 2, n: 2 },
        ...{ randomised: (0 + 30 / 100) / 2, area: (0.25 + 0.5) / 2 },
      },
    ]);
    // By hand: ranks of the first pair are 4, 3, 1.5, 1.5 and 1.5, 1.5, 3, 4, so ρ = −4 / 4.5; of the second pair it is 1.
    expect(found.randomised).toMatchObject({ n: 2 });
    const { mean = null, absolute = null } = "mean" in found.randomised ? found.randomised : {};
    const first = -4 / 4.5;
    expect(mean).toBeCloseTo((first + 1) / 2, 12);
    expect(absolute).toBeCloseTo((-first + 1) / 2, 12);
  });

  it("leaves maps that are 0 everywhere out, and says so where none is left", () => {
    const found = saliencyNumbers("gradient", {}, [measured([0, 0, 0, 0], [1, 2, 3, 4])]);
    expect(found.planted[0]).toMatchObject({ share: { value: null }, randomised: 0.1, n: 0 });
    expect(found.randomised).toMatchObject({ n: 0, mean: { value: null } });
    const alone = saliencyNumbers("gradient", {}, [measured([1, 0, 0, 0], null)]);
    expect(alone.randomised).toEqual({
      value: null,
      reason: "no network without learning to compare with",
    });
  });

  it("says of integrated gradients what they miss, of others nothing", () => {
    const looks = [
      [0.1, -2],
      [0.3, 1],
    ].map(([error, difference]) => ({
      trained: look("integrated_gradients", [1], error, difference),
      randomised: null,
      footprints: new Map<string, Uint8Array>(),
    }));
    expect(saliencyNumbers("integrated_gradients", { steps: 3 }, looks).incompleteness).toBeCloseTo(0.4 / 3, 12); // prettier-ignore
    expect("incompleteness" in saliencyNumbers("gradient", {}, looks)).toBe(false);
  });
});
