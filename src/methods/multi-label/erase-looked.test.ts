import { describe, expect, it } from "vitest";
import { drawOperand, lookUp, wrongGradients } from "../../../fixtures/nn/differences.js";
import { errorOf, tensorOf } from "../../../fixtures/nn/evaluate.js";
import { at } from "../../base/ndarray.js";
import { mul } from "../../graph/ops/elementwise.js";
import { softmax, sum } from "../../graph/ops/reduce.js";
import { constant, scalar } from "../../graph/ops/source.js";
import { createProgram } from "../../graph/program.js";
import { evaluateReference } from "../../graph/reference.js";
import type { Tensor } from "../../graph/tensor.js";
import { lookedWindow } from "../../nn/layers/looked-window.js";
import { eraseLooked } from "./erase-looked.js";

const window = { places: [2, 2], pixels: [6, 6], centres: null, extent: 0.15 };
const size = 36;
/** Yes to two, to none, to one beside a missing one. */
const answers = [1, 0, 1, 0, 0, 0, -1, 1, 0];
/** Label k looks at place k alone. */
const lookers = [0, 1, 2].flatMap(() => [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]);
const pictures = drawOperand("pictures", [3, 2, 6, 6]);

function erase(seed: number) {
  const out = eraseLooked(
    {
      images: tensorOf(pictures),
      attention: constant(lookers, [3, 3, 4]),
      answers: constant(answers, [3, 3], "int32"),
      key: scalar(seed, "uint32"),
    },
    window,
  );
  const got = evaluateReference(createProgram("erase", { ...out }), {});
  return {
    images: Array.from(got["images"]?.data ?? []).map(Number),
    answers: Array.from(got["answers"]?.data ?? []).map(Number),
  };
}

describe("eraseLooked", () => {
  it("takes out what one label of yes looks at, and calls that label no; nothing else changes", () => {
    const { images, answers: said } = erase(1);
    const gone = answers.map((answer, index) => answer - at(said, index));
    expect(gone.slice(3)).toEqual([0, 0, 0, 0, 1, 0]);
    expect(gone[1]).toBe(0);
    expect(at(gone, 0) + at(gone, 2)).toBe(1);
    // No label of yes: the picture is as it was, to the bit.
    const second = pictures.values.slice(2 * size, 4 * size).map(Math.fround);
    expect(images.slice(2 * size, 4 * size).map(Math.fround)).toEqual(second);
    // The third looks at place 1, top right: X (1 − w) + mean w, channel by channel.
    const look = lookedWindow(constant([0, 1, 0, 0], [1, 4]), window);
    const inside = evaluateReference(createProgram("window", { look }), {})["look"]?.data ?? [];
    for (let channel = 4; channel < 6; channel++) {
      const own = pictures.values.slice(channel * size, (channel + 1) * size);
      const mean = own.reduce((total, value) => total + value, 0) / size;
      for (const [pixel, value] of own.entries()) {
        const share = Number(inside[pixel]);
        const expected = value * (1 - share) + mean * share;
        expect(at(images, channel * size + pixel)).toBeCloseTo(expected, 5);
      }
    }
    expect([...inside].filter((share) => Number(share) > 0.9).length).toBeGreaterThan(2);
    expect([...inside].filter((share) => Number(share) < 0.1).length).toBeGreaterThan(10);
  });

  it("draws each label of yes equally often", () => {
    const draws = 400;
    const first = Array.from({ length: draws }, (_, seed) => at(erase(seed).answers, 0));
    const share = first.filter((answer) => answer === 0).length / draws;
    expect(Math.abs(share - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / draws));
  });

  it("hands gradients to the attention of the drawn label alone", () => {
    const weights = tensorOf(drawOperand("weights", [3, 2, 6, 6]));
    const build = (tensors: Readonly<Record<string, Tensor>>) => {
      const erased = eraseLooked(
        {
          images: tensorOf(pictures),
          attention: softmax(lookUp(tensors, "logits")),
          answers: constant(answers, [3, 3], "int32"),
          key: scalar(1, "uint32"),
        },
        window,
      );
      return sum(mul(erased.images, weights));
    };
    const operands = { logits: drawOperand("logits", [3, 3, 4]) };
    expect(wrongGradients(operands, build)).toEqual([]);
  });

  it("refuses operands of other rows", () => {
    const few = () =>
      eraseLooked(
        {
          images: tensorOf(drawOperand("few", [2, 1, 6, 6])),
          attention: constant(lookers, [3, 3, 4]),
          answers: constant(answers, [3, 3], "int32"),
          key: scalar(1, "uint32"),
        },
        window,
      );
    expect(errorOf(few)).toContain("operands do not fit");
  });
});
