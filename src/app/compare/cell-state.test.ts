import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { afterAll, describe, expect, it } from "vitest";
import { parseRunConfig } from "../../config/parse-config.js";
import { cellState, clearFailure, recordFailure } from "./cell-state.js";

const root = mkdtempSync(join(tmpdir(), "unconfound-cell-state-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const text = `
data: { dataset: phantom, attributes: [marker], plan: { train: 0.9, tests: { iid: 0.9 } } }
model: { encoder: mimm-cnn, features: 2, head: none }
method: { name: mimm }
train: { epochs: 6, batch: 10, optimizer: { name: adam, lr: 1e-3 } }
`;
const config = parseRunConfig(text, "run.yml", ["runtime.threads=1"]);

let folders = 0;
/** A run folder that holds `names`; config.yml is that of the run with `changes`. */
function folderWith(names: readonly string[], changes: readonly string[] = []): string {
  const folder = join(root, `cell-${folders++}`);
  mkdirSync(folder);
  const stored = stringify(parseRunConfig(text, "run.yml", changes));
  for (const name of names) writeFileSync(join(folder, name), name === "config.yml" ? stored : "");
  return folder;
}

describe("cellState", () => {
  it("tells new, stopped and done runs apart", () => {
    expect(cellState(join(root, "nowhere"), config)).toEqual({ status: "new" });
    expect(cellState(folderWith(["run.lock"]), config)).toEqual({ status: "new" });
    expect(cellState(folderWith(["config.yml"]), config)).toEqual({ status: "stopped" });
    expect(cellState(folderWith(["config.yml", "done"]), config)).toEqual({ status: "done" });
  });

  it("does not mind another runtime, and names the key of another configuration", () => {
    const threads = folderWith(["config.yml", "done"], ["runtime.threads=7"]);
    expect(cellState(threads, config).status).toBe("done");
    const other = folderWith(["config.yml", "done"], ["method.lambda=9"]);
    expect(() => cellState(other, config)).toThrow(
      `${other}: the run in this folder has another method.lambda. Restore that key, or choose another --out.`,
    );
  });

  it("keeps a failure of this configuration until it is cleared; one of another does not count", () => {
    const folder = folderWith(["config.yml"]);
    recordFailure(folder, config, { code: "numeric", reason: "NaN in epoch 2" });
    expect(cellState(folder, config)).toEqual({ status: "failed", reason: "NaN in epoch 2" });
    clearFailure(folder);
    expect(cellState(folder, config)).toEqual({ status: "stopped" });
    const stale = join(root, "stale");
    recordFailure(stale, parseRunConfig(text, "run.yml", ["train.batch=7"]), {
      code: "data",
      reason: "the batch is larger than the set",
    });
    expect(cellState(stale, config)).toEqual({ status: "new" });
  });
});
