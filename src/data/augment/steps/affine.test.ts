import { describe, expect, it } from "vitest";
import { applied, cases, golden, goldenFacts } from "../../../../fixtures/augment/golden.js";
import { disagreement, preprocessAgainstLibraries } from "../../../../test/tolerances.js";
import { createRng } from "../../../base/rng.js";
import { affine, affineConfig } from "./affine.js";

const parse = (settings: object) => affineConfig.parse({ name: "affine", ...settings });
const config = parse({ rotate: 10 });

/** The same as torchvision and scipy but for rounding: torchvision computes positions on a scale of -1..1. */
const againstLibraries = { relative: 1e-5, ofLargest: 1e-6 };

describe("affine", () => {
  it.each(cases.affine)("agrees with $name", ({ name, image, drawn, reference }) => {
    const facts = goldenFacts(image);
    const got = applied(affine.start(config, facts), image, drawn);
    const tolerance = reference === "scipy" ? preprocessAgainstLibraries : againstLibraries;
    expect(disagreement(got, golden(name).data, tolerance)).toBe(null);
  });

  it("is not the turn the other way", () => {
    const [first] = cases.affine;
    if (first === undefined) throw new Error("no case");
    const [angle = 0, ...rest] = first.drawn;
    const start = affine.start(config, goldenFacts("framed"));
    const wrong = applied(start, "framed", [-angle, ...rest]);
    expect(disagreement(wrong, golden(first.name).data, againstLibraries)).not.toBe(null);
  });

  it.each([
    ["picture", [0, 0, 1, 0, 0]],
    ["volume", [0, 0, 0, 0, 0, 0, 1, 0, 0, 0]],
  ])(
    "changes no byte of a %s where nothing is turned, scaled, slanted or moved",
    (image, drawn) => {
      const got = applied(affine.start(config, goldenFacts(image)), image, drawn);
      expect(got).toEqual(golden(image).data);
    },
  );

  it("moves by whole pixels without a change of value, right and down, edges repeated", () => {
    const { shape, data } = golden("picture");
    const [, height = 0, width = 0] = shape;
    const got = applied(affine.start(config, goldenFacts("picture")), "picture", [0, 0, 1, 3, 2]);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const from = Math.max(0, row - 2) * width + Math.max(0, column - 3);
        expect(got[row * width + column]).toBe(data[from]);
      }
    }
  });

  it("keeps values inside those that were there, however it turns", () => {
    const { data } = golden("volume");
    const start = affine.start(config, goldenFacts("volume"));
    const [least, greatest] = [Math.min(...data), Math.max(...data)];
    for (const angle of [1, 33, 179]) {
      const got = applied(start, "volume", [angle, -angle, angle / 2, 20, 5, 1, 0.4, 3, 50, -2]);
      expect(Math.min(...got)).toBeGreaterThanOrEqual(least);
      expect(Math.max(...got)).toBeLessThanOrEqual(greatest);
    }
  });

  it("draws uniformly within its settings, always as many numbers", () => {
    const law = parse({ rotate: 20, scale: [0.8, 1.4], shear: 5, translate: 3, chance: 0.5 });
    const limits = [20, 20, 20, 5, 5, 5, 0, 3, 3, 3];
    const facts = goldenFacts("volume");
    expect(affine.drawn(law, facts)).toBe(limits.length);
    const rng = createRng(3);
    const into = new Float64Array(limits.length);
    const sums = new Float64Array(limits.length);
    const largest = new Float64Array(limits.length);
    const rows = 4000;
    let acted = 0;
    for (let row = 0; row < rows; row++) {
      if (affine.draw(rng, law, facts, into)) acted++;
      into[6] = ((into[6] ?? 0) - 1.1) / 0.3;
      for (const [index, value] of into.entries()) {
        const share = index === 6 ? value : value / (limits[index] ?? 1);
        sums[index] = (sums[index] ?? 0) + share;
        largest[index] = Math.max(largest[index] ?? 0, Math.abs(share));
      }
    }
    // A mean of n uniform numbers in -1..1 has SD 1 / √(3n); 4 of them. The largest of n is below 1 - 12/n in e⁻¹² cases.
    for (const sum of sums) expect(Math.abs(sum / rows)).toBeLessThan(4 / Math.sqrt(3 * rows));
    for (const most of largest) {
      expect(most).toBeLessThanOrEqual(1);
      expect(most).toBeGreaterThan(1 - 12 / rows);
    }
    expect(Math.abs(acted / rows - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / rows));
  });

  it("says what it does by which setting", () => {
    expect(affine.effects(parse({ rotate: 5, translate: 1 }))).toEqual([
      { setting: "rotate", effect: "turns" },
      { setting: "rotate", effect: "roughens" },
      { setting: "translate", effect: "moves" },
      { setting: "translate", effect: "roughens" },
    ]);
    expect(affine.effects(parse({ scale: [1, 1.1], shear: 2 }))).toEqual([
      { setting: "scale", effect: "deforms" },
      { setting: "scale", effect: "roughens" },
      { setting: "shear", effect: "deforms" },
      { setting: "shear", effect: "turns" },
      { setting: "shear", effect: "roughens" },
    ]);
    expect(affine.effects(parse({ rotate: 5, chance: 0 }))).toEqual([]);
  });

  it("refuses settings that change nothing, and a falling interval", () => {
    const messages = (settings: object) =>
      affineConfig
        .safeParse({ name: "affine", ...settings })
        .error?.issues.map(({ path, message }) => [path.join("."), message]);
    expect(messages({})).toEqual([["", "changes nothing: set rotate, scale, shear or translate"]]);
    expect(messages({ rotate: 1, scale: [1.2, 0.9] })).toEqual([
      ["scale", "the first number must not be above the second"],
    ]);
  });
});
