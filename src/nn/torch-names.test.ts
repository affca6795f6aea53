import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sizeOf, type NdArray } from "../base/ndarray.js";
import { createEncoder } from "./encoders/registry.js";
import { torchNamed } from "./torch-names.js";

const fixture = new URL("../../fixtures/nn/torchvision-names.json", import.meta.url);
const torchvision = JSON.parse(readFileSync(fixture, "utf8")) as Record<
  string,
  Record<string, number[]>
>;

const zeros = (shape: readonly number[]): NdArray => ({
  dtype: "float32",
  shape,
  data: new Float32Array(sizeOf(shape)),
});

describe("torchNamed", () => {
  const published = ["resnet-18", "resnet-50", "densenet-121", "vit-tiny"] as const;

  it.each(published)(
    "gives the names and shapes of torchvision's %s, and heads beside them",
    (name) => {
      const { parameters, buffers } = createEncoder(
        name,
        { shape: [3, 32, 32], features: 4 },
        { patch: 8 },
      );
      const arrays = Object.entries({ ...parameters, ...buffers }).map(
        ([name, { shape }]) => [`encoder.${name}`, zeros(shape)] as const,
      );
      const named = torchNamed(new Map([...arrays, ["head.lesion.weight", zeros([2, 4])]]));
      const shapes = Object.fromEntries([...named].map(([name, { shape }]) => [name, shape]));
      const { "head.lesion.weight": head, ...encoder } = shapes;
      expect(encoder).toEqual(torchvision[name]);
      expect(head).toEqual([2, 4]);
      const counter = { dtype: "int64", shape: [], data: BigInt64Array.of(0n) };
      for (const [own, array] of named) {
        if (own.endsWith("num_batches_tracked")) expect(array).toEqual(counter);
      }
    },
  );

  it("refuses to lose an array", () => {
    const twice = new Map([
      ["encoder.fc.weight", zeros([1])],
      ["fc.weight", zeros([1])],
    ]);
    expect(() => torchNamed(twice)).toThrow("torch names: two arrays: got fc.weight");
  });
});
