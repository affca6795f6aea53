import { describe, expect, it } from "vitest";
import { messageOf } from "../../../../fixtures/sampling/toy-source.js";
import type { AnyPredictions } from "../audit-input-of.js";
import { joinPredictions } from "./join-predictions.js";

const rowsOf = (...ids: string[]) => ({
  split: ids.map(() => "iid"),
  id: ids,
  subject: ids.map((id) => `of ${id}`),
  attributes: [{ name: "site", values: ids.map((id) => `at ${id}`) }],
});

const classes = (classNames: string[], ...ids: string[]): AnyPredictions => ({
  kind: "classes",
  table: {
    ...rowsOf(...ids),
    classNames,
    label: Int32Array.from(ids, (_, row) => row % 2),
    probabilities: Float64Array.from(ids.flatMap((_, row) => [row / 10, 1 - row / 10])),
  },
});

const number = (bins: string[] | null, ...ids: string[]): AnyPredictions => ({
  kind: "number",
  table: {
    ...rowsOf(...ids),
    numbers: [{ name: "dose", values: Float64Array.from(ids, Number), predictions: null }],
    labels: Float64Array.from(ids, Number),
    predictions: Float64Array.from(ids, (id) => Number(id) + 0.5),
    bins,
  },
});

describe("joinPredictions", () => {
  it("sets rows of classes under each other, every column alike", () => {
    const joined = joinPredictions("x", [
      classes(["no", "yes"], "a", "b"),
      classes(["no", "yes"], "c"),
    ]);
    expect(joined).toEqual({
      kind: "classes",
      table: {
        ...rowsOf("a", "b", "c"),
        classNames: ["no", "yes"],
        label: Int32Array.of(0, 1, 0),
        probabilities: Float64Array.of(0, 1, 0.1, 0.9, 0, 1),
      },
    });
  });

  it("those of several labels", () => {
    const of = (...ids: string[]): AnyPredictions => ({
      kind: "labels",
      table: {
        ...rowsOf(...ids),
        labelNames: ["mass", "fluid"],
        answers: Int32Array.from(ids.flatMap(() => [1, -1])),
        probabilities: Float64Array.from(ids.flatMap((id) => [Number(id), 0])),
      },
    });
    const { table } = joinPredictions("x", [of("0.1"), of("0.2", "0.3")]);
    expect(table).toMatchObject({
      answers: Int32Array.of(1, -1, 1, -1, 1, -1),
      probabilities: Float64Array.of(0.1, 0, 0.2, 0, 0.3, 0),
    });
  });

  it("those of a number, without bins where one file has none", () => {
    const both = joinPredictions("x", [number(["low"], "1"), number(["high", "high"], "7", "8")]);
    expect(both.table).toMatchObject({
      labels: Float64Array.of(1, 7, 8),
      predictions: Float64Array.of(1.5, 7.5, 8.5),
      bins: ["low", "high", "high"],
      numbers: [{ name: "dose", values: Float64Array.of(1, 7, 8), predictions: null }],
    });
    expect(joinPredictions("x", [number(["low"], "1"), number(null, "2")]).table).toMatchObject({
      bins: null,
    });
  });

  it("refuses predictions that are not of one target", () => {
    const apart = [classes(["no", "yes"], "a"), classes(["benign", "malign"], "b")];
    expect(messageOf(() => joinPredictions("cells/erm/seed-0", apart))).toBe(
      "DataError: cells/erm/seed-0: predictions of other targets or attributes: expected no, yes, site, got benign, malign, site. " +
        "The runs do not belong together: delete them, and run the comparison again.",
    );
    expect(() => joinPredictions("x", [apart[0] as AnyPredictions, number(null, "1")])).toThrow(
      "got a number, site, dose",
    );
  });
});
