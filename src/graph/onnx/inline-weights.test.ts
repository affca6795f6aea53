import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { inlineWeights } from "./inline-weights.js";
import { readInitialisers } from "./read-initialisers.js";

const bytesOf = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../../fixtures/audit/${name}`, import.meta.url)));

describe("inlineWeights", () => {
  it("puts the weights of a second file in: the same as of the file that PyTorch wrote whole", () => {
    const asked: string[] = [];
    const inlined = inlineWeights(bytesOf("external.onnx"), "external.onnx", (location) => {
      asked.push(location);
      return bytesOf(location);
    });
    expect(asked).toEqual(["external.bin"]);
    const whole = readInitialisers(bytesOf("foreign.onnx"), "foreign.onnx");
    expect(whole.size).toBe(6);
    expect(readInitialisers(inlined, "external.onnx")).toEqual(whole);
  });

  it("leaves a model with its weights inside as it is, and reads nothing", () => {
    const bytes = bytesOf("foreign.onnx");
    expect(
      inlineWeights(bytes, "foreign.onnx", () => {
        throw new Error("read");
      }),
    ).toBe(bytes);
  });

  it("refuses a file that is too short", () => {
    const short = () => bytesOf("external.bin").subarray(0, 1000);
    expect(() => inlineWeights(bytesOf("external.onnx"), "e.onnx", short)).toThrow(
      /^e\.onnx, weight \S+: external\.bin is too short: expected \d+, got 1000$/,
    );
  });
});
