import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { readInitialisers } from "../../graph/onnx/read-initialisers.js";
import { readModel } from "./read-model.js";

const fixture = (name: string) =>
  fileURLToPath(new URL(`../../../fixtures/audit/${name}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "unconfound-read-model-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("readModel", () => {
  it("takes weights of a file beside the model", () => {
    const weights = readInitialisers(readModel(fixture("external.onnx")), "e");
    expect(weights).toEqual(readInitialisers(readModel(fixture("foreign.onnx")), "f"));
  });

  it("reads no weights outside the folder of the model, not by a link either", () => {
    expect(() => readModel(fixture("escaped.onnx"))).toThrow(
      "escaped.onnx: weights in a file outside the folder of the model: got ../external.bin. Put it beside the model, and name it without a folder, or save the model whole.",
    );
    copyFileSync(fixture("external.onnx"), join(folder, "m.onnx"));
    symlinkSync(fixture("external.bin"), join(folder, "external.bin"));
    expect(() => readModel(join(folder, "m.onnx"))).toThrow(
      "m.onnx: weights in a file outside the folder of the model: got external.bin",
    );
  });

  it("names the file of weights that is not there", () => {
    rmSync(join(folder, "external.bin"), { force: true });
    copyFileSync(fixture("external.onnx"), join(folder, "m.onnx"));
    expect(() => readModel(join(folder, "m.onnx"))).toThrow(
      `${join(folder, "external.bin")}: cannot be read: got ENOENT`,
    );
    expect(() => readModel(join(folder, "none.onnx"))).toThrow("cannot be read: got ENOENT");
  });
});
