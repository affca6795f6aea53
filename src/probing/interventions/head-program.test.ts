import { describe, expect, it } from "vitest";
import { add, mul } from "../../graph/ops/elementwise.js";
import { matmul } from "../../graph/ops/matmul.js";
import { slice } from "../../graph/ops/movement.js";
import { sum } from "../../graph/ops/reduce.js";
import { input } from "../../graph/ops/source.js";
import { createProgram } from "../../graph/program.js";
import { evaluateReference, referenceArray } from "../../graph/reference.js";
import { featuresPort, headProgram } from "./head-program.js";

const image = input("image", [2, 3]);
const product = matmul(image, input("encoder", [3, 4]));
const features = mul(product, product);
const head = matmul(slice(features, [{ axis: 1, start: 0, end: 2 }]), input("head", [2, 2]));
const feeds = {
  image: referenceArray([2, 3], (index) => index - 2.5),
  encoder: referenceArray([3, 4], (index) => Math.sin(index)),
  head: referenceArray([2, 2], (index) => index + 0.5),
};

describe("headProgram", () => {
  it("answers as the whole program does where it is fed that one's features, without image and encoder", () => {
    const other = slice(features, [{ axis: 1, start: 2, end: 4 }]);
    const predict = createProgram("predict", { [featuresPort]: features, "logits/a": head, "logits/b": other }); // prettier-ignore
    const whole = evaluateReference(predict, feeds);
    const heads = headProgram(predict, "image");
    expect(heads?.inputs.map(({ name }) => name).sort()).toEqual(["head", "image"]);
    expect(heads?.inputs.find(({ name }) => name === "image")?.tensor.shape).toEqual(
      features.shape,
    );
    const found = heads === null ? {} : evaluateReference(heads, { image: whole[featuresPort] ?? feeds.image, head: feeds.head }); // prettier-ignore
    expect(found["logits/a"]).toEqual(whole["logits/a"]);
    expect(found["logits/b"]).toEqual(whole["logits/b"]);
    expect(Object.keys(found)).toEqual(["logits/a", "logits/b"]);
  });

  it("is none without features, and where a head knows the image by another way", () => {
    expect(headProgram(createProgram("predict", { "logits/a": head }), "image")).toBe(null);
    const around = add(head, sum(image, { axes: [1], keepAxes: true }));
    expect(
      headProgram(createProgram("predict", { [featuresPort]: features, "logits/a": around }), "image"), // prettier-ignore
    ).toBe(null);
  });
});
