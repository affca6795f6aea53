/** `unconfound audit RUN --deep` as a user meets it: what it trains, that it goes on, and what it says. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { AuditResults } from "../src/evaluation/audit/audit-results.js";
import { openCommandLine } from "./command-line.js";

const { folder, unconfound, train } = openCommandLine("audit-deep", { home: true });
const run = join(folder, "run");

const runFile = (plan: string) => `data: { dataset: phantom, size: 16, train: 400, test: 300, attributes: [marker], plan: ${plan} }
model: { encoder: mlp, features: 2, head: none }
method: { name: erm }
train: { epochs: 8, batch: 20, optimizer: { name: adam, lr: 3e-3 } }
evaluation: { probes: false }
runtime: { threads: 1 }
`; // prettier-ignore

beforeAll(async () => {
  writeFileSync(join(folder, "run.yml"), runFile("{ train: 0.95, tests: { iid: 0.95 } }"));
  await train("run.yml", run);
}, 120_000);

const deep = (out: string, ...more: readonly string[]) =>
  unconfound(
    "audit",
    run,
    folder,
    "--out",
    join(folder, out),
    "--resamples",
    "50",
    "--deep",
    ...more,
  );

describe("audit --deep", () => {
  it("trains the run anew at three strengths, and says how much more is lost by the marker", async () => {
    const { code, out, err } = await deep("own", "--strengths", "0.5,0.7,0.95", "--seeds", "3");
    expect(code).toBe(0);
    expect(err).toMatch(/^3 runs of \d+ rows, in .*own-doses$/m);
    expect(err).toMatch(/^3 × about .* of training, \d side by side: about /m);
    expect(err).toMatch(/^run 3 of 3 {2}(marker 0\.\d+|as it is), seed 3: trained in /m);
    expect(out).toMatch(/marker +used, (weak|strong)/);
    const results = JSON.parse(readFileSync(join(folder, "own", "audit.json"), "utf8")) as AuditResults; // prettier-ignore
    const doses = results.targets[0]?.attributes[0]?.verdict?.tiers.used.doses;
    expect(doses).toMatchObject({ attribute: "marker", from: 0.5, to: 0.95, runs: 3 });
    const losses = doses?.points.map(({ effect }) => effect.value ?? NaN) ?? [];
    expect(doses?.points.map(({ strength }) => strength)).toEqual([0.5, 0.7, 0.95]);
    expect(losses[2]).toBeGreaterThan((losses[0] ?? NaN) + 0.2);
    expect(Number(doses?.slope.value)).toBeGreaterThan(0.4);
    const page = readFileSync(join(folder, "own", "audit.html"), "utf8");
    expect(page).toContain("If the model were trained at other strengths");
  }, 120_000);

  it("goes on with the runs that are there", async () => {
    rmSync(join(folder, "own"), { recursive: true });
    const { code, err } = await deep("own", "--strengths", "0.5,0.7,0.95", "--seeds", "3");
    expect(code).toBe(0);
    expect(err).toMatch(/^3 runs of \d+ rows, 3 of them done before/m);
    expect(err).not.toContain("trained in");
  }, 60_000);

  it.each([
    [["--strengths", "0.5,two"], "--strengths: not a number"],
    [["--strengths", "0.5,0.9", "--seeds", "0"], "--strengths: too few runs to tell a slope from chance"],
    [["--seeds", "x"], "--seeds: not a list of seeds"],
    [["--attributes", "markr"], "no such attribute"],
    [["--jobs", "0"], "--jobs: not a number of processes"],
  ])("refuses %j before anything is trained", async (more, message) => {
    const { code, err } = await deep("refused", ...more);
    expect(err).toContain(message);
    expect(code).toBe(2);
    expect(existsSync(join(folder, "refused-doses"))).toBe(false);
  }); // prettier-ignore

  it("says what it goes with", async () => {
    const file = ["--predictions", join(run, "predictions.csv"), "--out", join(folder, "no")];
    expect((await unconfound("audit", ...file, "--deep")).err).toContain("--deep: goes with a run of ours"); // prettier-ignore
    expect((await unconfound("audit", run, folder, "--strengths", "0.5")).err).toContain("--strengths: goes with --deep"); // prettier-ignore
  });
});
