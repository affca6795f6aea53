import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { compareFiles } from "./compare-files.js";

const place = mkdtempSync(join(tmpdir(), "unconfound-compare-files-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

function run(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(place, name);
  mkdirSync(folder);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return folder;
}

describe("compareFiles", () => {
  it("compares bytes, of results.json all but the time", () => {
    const old = run("old", {
      "results.json": '{ "seed": 0, "seconds": 1.5 }',
      "model.onnx": "a",
      "metrics.jsonl": "m",
      "timing.jsonl": "1",
    });
    const now = run("now", {
      "results.json": '{\n  "seed": 0,\n  "seconds": 2\n}\n',
      "model.onnx": "b",
      "metrics.jsonl": "m",
      "timing.jsonl": "2",
      "probing.json": "{}",
    });
    expect(compareFiles(old, now).map(({ state, text }) => `${state} ${text}`)).toEqual([
      "same results.json without its seconds: the same bytes",
      "changed model.onnx: other bytes",
      "changed probing.json: only in the new run",
      "same metrics.jsonl: the same bytes",
    ]);
    expect(compareFiles(run("kept", { "examples.json": "{}" }), run("none", {}))).toEqual([]);
    expect(
      compareFiles(run("a", { "examples.json": "{}" }), run("b", { "examples.json": "[]" })).map(
        ({ text }) => text,
      ),
    ).toEqual(["examples.json: other bytes"]);
    const seed = run("seed", { "results.json": '{ "seed": 1, "seconds": 1.5 }' });
    expect(compareFiles(old, seed)[0]).toEqual({
      state: "changed",
      text: "results.json without its seconds: other bytes",
      decides: true,
    });
  });
});
