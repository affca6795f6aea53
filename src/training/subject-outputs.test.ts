import { describe, expect, it } from "vitest";
import { softmaxRows } from "../evaluation/class-scores.js";
import { logitsOutput } from "../methods/method.js";
import { bySubject, type EvaluatedRows } from "./subject-outputs.js";

const factors = {
  label: { name: "ill", valueNames: ["no", "yes"] },
  attributes: [
    { name: "sex", valueNames: ["f", "m"], kind: "read" as const },
    { name: "age", valueNames: ["young", "old"], kind: "read" as const, continuous: true },
  ],
};
/** Logits of two classes with P(second) = p. */
const logits = (...ps: number[]) =>
  Float32Array.from(ps.flatMap((p) => [Math.log(1 - p), Math.log(p)]));

function rows(label: number[], sex: number[]): EvaluatedRows {
  const n = label.length;
  return {
    images: {
      set: {
        name: "iid",
        pool: "test",
        rows: Int32Array.from({ length: n }, (_, row) => 10 + row),
        label: Int32Array.from(label),
        attributes: [Int32Array.from(sex), new Int32Array(n)],
      },
      imageShape: [1, 2, 2],
      cached: true,
      numbers: [null, Float64Array.from({ length: n }, (_, row) => (row === 1 ? NaN : 40 + row))],
      writeImage: () => undefined,
    },
    outputs: {
      features: { width: 2, values: Float32Array.from({ length: 2 * n }, (_, i) => i) },
      [logitsOutput("ill")]: { width: 2, values: logits(0.2, 0.5, 0.9, 0.4).slice(0, 2 * n) },
      [logitsOutput("sex")]: { width: 2, values: logits(0.1, 0.3, 0.8, 0.6).slice(0, 2 * n) },
    },
  };
}
const subjects = ["a", "b", "a", "a"];
const merged = (rule: "mean" | "max" | "noisy-or", label = [1, 0, 1, -1], sex = [0, 1, 0, -1]) =>
  bySubject(rows(label, sex), factors, subjects, rule);
const probabilityOf = ({ outputs }: EvaluatedRows, head: string) =>
  [...softmaxRows(outputs[logitsOutput(head)]?.values ?? [], 2)].filter((_, i) => i % 2 === 1);

describe("bySubject", () => {
  it("keeps a row a subject, with the label and the values that its images share", () => {
    const { images, outputs } = merged("mean");
    expect([...images.set.rows]).toEqual([10, 11]);
    expect([...images.set.label]).toEqual([1, 0]);
    expect([...(images.set.attributes[0] ?? [])]).toEqual([0, 1]);
    expect(images.numbers?.[0]).toBeNull();
    expect([...(images.numbers?.[1] ?? [])]).toEqual([(40 + 42 + 43) / 3, NaN]);
    expect(outputs["features"]?.values).toEqual(Float32Array.of(10 / 3, 13 / 3, 2, 3));
    expect(() => images.writeImage(0, new Float32Array(4), 0)).toThrow("no one image");
  });

  it("merges probabilities of the label as asked, those of attributes by their mean", () => {
    const expected = {
      mean: (0.2 + 0.9 + 0.4) / 3,
      max: 0.9,
      "noisy-or": 1 - 0.8 * 0.1 * 0.6,
    };
    for (const rule of ["mean", "max", "noisy-or"] as const) {
      const [a = NaN, b = NaN] = probabilityOf(merged(rule), "ill");
      expect(a).toBeCloseTo(expected[rule], 6);
      expect(b).toBeCloseTo(0.5, 6);
      expect(probabilityOf(merged(rule), "sex")[0]).toBeCloseTo((0.1 + 0.8 + 0.6) / 3, 6);
    }
  });

  it("is the identity where every subject has one image", () => {
    const given = rows([1, 0, 1, 0], [0, 1, 0, 1]);
    for (const rule of ["mean", "max", "noisy-or"] as const) {
      const found = bySubject(given, factors, ["a", "b", "c", "d"], rule);
      expect(found.images.set).toEqual(given.images.set);
      const [before, after] = [given, found].map((each) => probabilityOf(each, "ill"));
      after?.forEach((p, row) => expect(p).toBeCloseTo(before?.[row] ?? NaN, 6));
    }
  });

  it("takes any positive image for the subject where that is asked, and refuses it with the mean", () => {
    expect([...merged("max", [0, 0, 1, 0]).images.set.label]).toEqual([1, 0]);
    expect([...merged("noisy-or", [0, 0, 0, 0]).images.set.label]).toEqual([0, 0]);
    expect(() => merged("mean", [0, 0, 1, 0])).toThrow(
      "set iid: the images of a subject have several labels: got a. Evaluate by image (unit: image), keep one visit, or aggregate by max or noisy-or.",
    );
  });

  it("masks an attribute that differs within a subject", () => {
    expect([...(merged("mean", undefined, [0, 1, 1, 0]).images.set.attributes[0] ?? [])]).toEqual([
      -1, 1,
    ]);
  });

  it("keeps probabilities finite, and refuses max with more classes", () => {
    const sure = rows([1, 0, 1, 1], [0, 0, 0, 0]);
    const values = Float32Array.from([-200, 200, 0, 0, -200, 200, -200, 200]);
    const outputs = { ...sure.outputs, [logitsOutput("ill")]: { width: 2, values } };
    const found = bySubject({ ...sure, outputs }, factors, subjects, "noisy-or");
    expect(found.outputs[logitsOutput("ill")]?.values.every(Number.isFinite)).toBe(true);
    const three = { ...factors, label: { name: "ill", valueNames: ["a", "b", "c"] } };
    expect(() => bySubject(sure, three, subjects, "max")).toThrow(
      "aggregate: max is for two classes: expected mean, got max, 3 classes",
    );
  });
});
