import { describe, expect, it } from "vitest";
import { applied, golden, goldenFacts } from "../../../../fixtures/augment/golden.js";
import { stridesOf } from "../../../base/ndarray.js";
import { createRng } from "../../../base/rng.js";
import { flip, flipConfig } from "./flip.js";

const parse = (settings: object) => flipConfig.parse({ name: "flip", ...settings });

/** The array with axis `axis` turned around, index by index. */
function reversed({ shape, data }: ReturnType<typeof golden>, axis: number): Float32Array {
  const stride = stridesOf(shape)[axis] ?? 1;
  const extent = shape[axis] ?? 1;
  return data.map((_, index) => {
    const position = Math.floor(index / stride) % extent;
    return data[index + (extent - 1 - 2 * position) * stride] ?? NaN;
  });
}

describe("flip", () => {
  it.each([
    ["picture", "x", 2],
    ["picture", "y", 1],
    ["volume", "x", 1],
    ["volume", "y", 2],
    ["volume", "z", 3],
  ])("mirrors a %s along %s, which is axis %i of [C, ...space], and back", (image, axis, place) => {
    const step = flip.start(parse({ axes: [axis] }), goldenFacts(image));
    const once = applied(step, image, [1]);
    expect(once).toEqual(reversed(golden(image), place));
    step(once, 0, Float64Array.of(1));
    expect(once).toEqual(golden(image).data);
    expect(applied(step, image, [0])).toEqual(golden(image).data);
  });

  it("mirrors each axis on its own", () => {
    const config = parse({ axes: ["z", "x"] });
    const facts = goldenFacts("volume");
    const image = golden("volume");
    const both = reversed({ ...image, data: reversed(image, 1) }, 3);
    const step = flip.start(config, facts);
    expect(applied(step, "volume", [1, 1])).toEqual(both);
    expect(applied(step, "volume", [1, 0])).toEqual(reversed(image, 3));
    const rng = createRng(1);
    const into = new Float64Array(2);
    const counts = [0, 0, 0, 0];
    for (let row = 0; row < 4000; row++) {
      const acts = flip.draw(rng, config, facts, into);
      const kind = 2 * (into[0] ?? 0) + (into[1] ?? 0);
      expect(acts).toBe(kind > 0);
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
    // χ² with 3 degrees of freedom is below 16.3 in 999 of 1000 cases.
    expect(counts.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0)).toBeLessThan(16.3);
  });

  it("never or always acts at 0 and 1", () => {
    const into = new Float64Array(1);
    const facts = goldenFacts("picture");
    const draw = (chance: number) =>
      flip.draw(createRng(chance), parse({ axes: ["x"], chance }), facts, into);
    expect([draw(0), draw(1)]).toEqual([false, true]);
    expect(flip.effects(parse({ axes: ["x"] }))).toEqual([{ setting: "axes", effect: "mirrors" }]);
    expect(flip.effects(parse({ axes: ["x"], chance: 0 }))).toEqual([]);
  });

  it("refuses axes that are not there, or there twice", () => {
    const facts = goldenFacts("picture");
    expect(() => flip.check(parse({ axes: ["x", "z"] }), facts, "steps (entry 2)")).toThrow(
      /^steps \(entry 2\)\.axes: pictures have no such axis: expected x \| y, got \[x,z\]$/,
    );
    expect(() => flip.check(parse({ axes: ["z"] }), goldenFacts("volume"), "")).not.toThrow();
    const issues = flipConfig.safeParse({ name: "flip", axes: ["x", "x"] }).error?.issues;
    expect(issues?.map(({ message }) => message)).toEqual(["an axis is named twice"]);
  });
});
