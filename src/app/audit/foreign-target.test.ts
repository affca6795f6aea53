import { describe, expect, it } from "vitest";
import { foreignTargets, type ForeignAnswers } from "./foreign-target.js";

const known = {
  subjects: ["a", "b", "c"],
  attributes: [],
  answer: () => Promise.reject(new Error("asked")),
  dispose: () => Promise.resolve(),
};
const images = {
  set: { name: "all rows", pool: "test", rows: Int32Array.of(4, 5, 6), label: Int32Array.of(0, 2, 0), attributes: [] }, // prettier-ignore
  imageShape: [1, 8, 8],
  cached: true,
  writeImage: () => undefined,
} as const;
const of = (pictures: ForeignAnswers["pictures"], said: number[], threshold?: number) =>
  foreignTargets({
    label: { name: "finding", unit: "years" },
    pictures,
    said: Float64Array.from(said),
    threshold,
  });

describe("foreignTargets", () => {
  it("of classes is one, with a threshold where there are two", () => {
    const two = { ...known, images, kind: "classes", classNames: ["no", "yes"] } as const;
    expect(of(two, [1, 0, 0, 1, 1, 0])).toMatchObject([
      { kind: "classes", name: "finding", threshold: { rule: "half", split: null, value: 0.5 } },
    ]);
    expect(of(two, [], 0.4)).toMatchObject([{ threshold: { rule: "given", value: 0.4 } }]);
    const three = { ...two, classNames: ["a", "b", "c"] };
    expect(of(three, [])).toMatchObject([{ classes: ["a", "b", "c"], threshold: null }]);
  });

  it("of several answers is one each, by its own column; an answer that is not known stays so", () => {
    const labelAnswers = Int32Array.of(1, 0, -1, 1, 0, 0);
    const several = { ...known, images: { ...images, labelAnswers }, kind: "labels", labelNames: ["mass", "fluid"] } as const; // prettier-ignore
    const [mass, fluid] = of(several, [0.75, 0.25, 0.5, 1, 0, 0.125], 0.3);
    expect(mass).toMatchObject({
      ...{ name: "mass", classes: ["no", "yes"], labels: Int32Array.of(1, -1, 0) },
      probabilities: Float64Array.of(0.25, 0.75, 0.5, 0.5, 1, 0),
      threshold: { rule: "given", value: 0.3 },
    });
    expect(fluid).toMatchObject({
      ...{ name: "fluid", labels: Int32Array.of(0, 1, 0) },
      probabilities: Float64Array.of(0.75, 0.25, 0, 1, 0.875, 0.125),
    });
  });

  it("of a number has the bins that occur, and no threshold", () => {
    const labelNumbers = Float64Array.of(40, 71, 44);
    const number = { ...known, images: { ...images, labelNumbers }, kind: "number", name: "age", binNames: ["<50", "50..60", ">=60"] } as const; // prettier-ignore
    expect(of(number, [41, 70, 40])).toEqual([
      {
        ...{ kind: "number", name: "finding", unit: "years", targets: labelNumbers },
        ...{ predictions: Float64Array.of(41, 70, 40), binNames: ["<50", ">=60"] },
        bins: Int32Array.of(0, 1, 0),
      },
    ]);
    expect(() => of(number, [41, 70, 40], 0.5)).toThrow("--threshold: a number has none");
  });
});
