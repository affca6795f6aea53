import { describe, expect, it } from "vitest";
import { linearContext, modelRowsOf } from "../../fixtures/methods/golden.js";
import { createRng } from "../base/rng.js";
import { printProgram } from "../graph/print.js";
import { erm } from "./erm.js";
import { errorSet, jtt } from "./jtt.js";

const rows = modelRowsOf(
  { label: Int32Array.of(0, 2, 1, -1, 1), attributes: [] },
  {
    "logits/disease": [
      [1, 0, 0],
      [3, 1, 2],
      [0, 5, 5],
      [0, 1, 0],
      [2, 2, 0],
    ],
  },
);

describe("jtt", () => {
  it("finds the rows that the first model gets wrong; a tie goes to the lower class", () => {
    expect([...errorSet(rows, linearContext.label)]).toEqual([0, 1, 0, 0, 1]);
  });

  it("starts its second stage from fresh weights, with the error set upsampled", () => {
    const settings = jtt.config.parse({ name: "jtt", upsampling: 7 });
    const method = jtt.build(settings, linearContext);
    const fresh = method.initialState(createRng(2));
    expect(method.stages?.map(({ name, share }) => [name, share])).toEqual([
      ["identify", 0.2],
      ["upweight", 0.8],
    ]);
    const start = method.stages?.[1]?.begin(rows, fresh);
    expect(start?.state).toBe(fresh);
    expect([...(start?.copies ?? [])]).toEqual([1, 7, 1, 1, 7]);
  });

  it("is erm where there is no first stage", () => {
    const method = jtt.build(jtt.config.parse({ name: "jtt", firstStage: 0 }), linearContext);
    const plain = erm.build({ name: "erm" }, linearContext);
    expect(method.stages).toBeUndefined();
    expect(method.phases.map(({ program }) => printProgram(program))).toEqual(
      plain.phases.map(({ program }) => printProgram(program)),
    );
  });
});
