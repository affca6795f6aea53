/** The measures on Gaussians of known mutual information: a quick run of experiments/estimators, on the built package. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { z } from "zod";

const folder = mkdtempSync(join(tmpdir(), "unconfound-estimators-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const results = z.object({
  cells: z.array(
    z.object({
      measure: z.string(),
      nats: z.number(),
      mean: z.number(),
      batchSd: z.number(),
      shiftsMinusAll: z.number().optional(),
    }),
  ),
});

it("ranks dependence and finds none where there is none; shifts agree with all pairs", () => {
  const script = fileURLToPath(new URL("../experiments/estimators/run.mjs", import.meta.url));
  const out = join(folder, "results.json");
  const run = spawnSync(process.execPath, [script, "--quick", "--out", out], { encoding: "utf8" });
  expect(run.stderr).toBe("");
  const { cells } = results.parse(JSON.parse(readFileSync(out, "utf8")));
  const cell = (measure: string, nats: number) =>
    cells.find((own) => own.measure === measure && own.nats === nats);
  const meanOf = (measure: string, nats: number) => cell(measure, nats)?.mean ?? NaN;

  for (const bound of ["mine", "nwj", "info-nce"]) {
    expect(Math.abs(meanOf(bound, 0)), bound).toBeLessThan(0.02);
    expect(meanOf(bound, 0.5), bound).toBeGreaterThan(0.35);
    expect(meanOf(bound, 0.5), bound).toBeLessThan(0.65);
  }
  // CLUB with the exact conditional: ρ²/(1 − ρ²) = e − 1 = 1.718.
  expect(Math.abs(meanOf("vclub", 0))).toBeLessThan(0.03);
  expect(Math.abs(meanOf("vclub", 0.5) - 1.718)).toBeLessThan(0.4);
  for (const nats of [0, 0.5]) {
    expect(Math.abs(cell("mine", nats)?.shiftsMinusAll ?? NaN)).toBeLessThan(0.03);
    // Equal laws on both sides, dependent or not.
    expect(Math.abs(meanOf("mmd", nats))).toBeLessThan(0.002);
  }
  for (const measure of ["adversary", "hsic unbiased", "dcor unbiased"]) {
    const spread = cell(measure, 0)?.batchSd ?? NaN;
    // The mean of four batches: two standard errors are one spread.
    expect(Math.abs(meanOf(measure, 0)), measure).toBeLessThan(2 * spread + 0.001);
    expect(meanOf(measure, 0.5), measure).toBeGreaterThan(10 * spread);
  }
  // Biased: far above 0 for independent sides (0.11 over many batches of 250).
  expect(meanOf("dcor biased", 0)).toBeGreaterThan(0.05);
}, 180_000);
