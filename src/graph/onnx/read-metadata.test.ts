import { expect, it } from "vitest";
import { neg } from "../ops/elementwise.js";
import { input } from "../ops/source.js";
import { createProgram } from "../program.js";
import { emitOnnx } from "./emit.js";
import { readMetadata } from "./read-metadata.js";

it("reads what was emitted, and refuses what is no model", () => {
  const program = createProgram("p", { y: neg(input("x", [2])) });
  const metadata = { "unconfound.label": '{"name":"é"}', empty: "" };
  expect(readMetadata(emitOnnx(program, { contrib: false, metadata }), "m")).toEqual(metadata);
  expect(readMetadata(emitOnnx(program, { contrib: false }), "m")).toEqual({});
  expect(() => readMetadata(Uint8Array.of(255), "m.onnx")).toThrow("m.onnx: not an ONNX model");
});
