import { describe, expect, it } from "vitest";
import { applied, cases, golden, goldenFacts } from "../../../../fixtures/augment/golden.js";
import { disagreement, preprocessAgainstLibraries } from "../../../../test/tolerances.js";
import { createRng } from "../../../base/rng.js";
import { intensity, intensityConfig } from "./intensity.js";

const parse = (settings: object) => intensityConfig.parse({ name: "intensity", ...settings });
const config = parse({ gamma: [0.5, 2] });

/** MONAI adds 1e-7 to the range of an image, here of about 15, and takes a fractional power of what is near 0. */
const againstMonai = { relative: 1e-5, ofLargest: 1e-6 };

describe("intensity", () => {
  it.each(cases.intensity)("agrees with $name", ({ name, image, range, drawn }) => {
    const got = applied(intensity.start(config, goldenFacts(image, range)), image, drawn);
    const tolerance = range === null ? againstMonai : preprocessAgainstLibraries;
    expect(disagreement(got, golden(name).data, tolerance)).toBe(null);
  });

  it("clamps to a known range, and goes beyond one that is not known", () => {
    const known = applied(intensity.start(config, goldenFacts("picture")), "picture", [2, 0.3, 1]);
    expect([Math.min(...known) >= 0, Math.max(...known)]).toEqual([true, 1]);
    const own = applied(
      intensity.start(config, goldenFacts("scores", null)),
      "scores",
      [2, 0.3, 1],
    );
    const { data } = golden("scores");
    const [least, greatest] = [Math.min(...data), Math.max(...data)];
    expect(Math.max(...own)).toBeCloseTo(least + 2.3 * (greatest - least), 4);
  });

  it("keeps an image of one value where the range is not known, and neutral numbers change nothing", () => {
    const flat = new Float32Array(8).fill(3);
    const facts = { channels: 2, space: [2, 2], range: null };
    intensity.start(config, facts)(flat, 0, Float64Array.of(2, 0.5, 2));
    expect(flat).toEqual(new Float32Array(8).fill(3));
    const got = applied(intensity.start(config, goldenFacts("picture")), "picture", [1, 0, 1]);
    expect(got).toEqual(golden("picture").data);
  });

  it("draws gain and offset uniformly, gamma in its logarithm", () => {
    const law = parse({ gain: [0.9, 1.1], offset: [-0.1, 0.3], gamma: [0.5, 2], chance: 0.25 });
    const into = new Float64Array(3);
    const rng = createRng(5);
    const rows = 6000;
    const sums = [0, 0, 0];
    const largest = [0, 0, 0];
    let acted = 0;
    for (let row = 0; row < rows; row++) {
      if (intensity.draw(rng, law, goldenFacts("picture"), into)) acted++;
      const [gain = 0, offset = 0, gamma = 0] = into;
      const shares = [(gain - 1) / 0.1, (offset - 0.1) / 0.2, Math.log2(gamma)];
      for (const [index, share] of shares.entries()) {
        largest[index] = Math.max(largest[index] ?? 0, Math.abs(share));
        sums[index] = (sums[index] ?? 0) + share;
      }
    }
    for (const most of largest) expect(Math.abs(most - 1)).toBeLessThan(12 / rows);
    for (const sum of sums) expect(Math.abs(sum / rows)).toBeLessThan(4 / Math.sqrt(3 * rows));
    expect(Math.abs(acted / rows - 0.25)).toBeLessThan(4 * Math.sqrt(0.1875 / rows));
  });

  it("says what it does by which setting, and refuses to do nothing", () => {
    const exposes = (setting: string) => ({ setting, effect: "exposes" });
    expect(intensity.effects(config)).toEqual([exposes("gamma")]);
    expect(intensity.effects(parse({ gain: [0.9, 1], offset: [0, 0.1] }))).toEqual(
      ["gain", "offset"].map(exposes),
    );
    expect(intensity.effects(parse({ gain: [0.9, 1], chance: 0 }))).toEqual([]);
    const issues = intensityConfig.safeParse({ name: "intensity" }).error?.issues;
    expect(issues?.map(({ message }) => message)).toEqual([
      "changes nothing: set gain, offset or gamma",
    ]);
  });
});
