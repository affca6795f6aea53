/** `unconfound audit` of pictures with masks, as a user meets it: where answers come from, of a run and of an ONNX model. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { encodePng } from "../src/data/formats/encode-png.js";
import type { AuditResults } from "../src/evaluation/audit/audit-results.js";
import type { Estimate } from "../src/evaluation/audit/estimate.js";
import { openCommandLine } from "./command-line.js";

const { folder, unconfound, makePhantom, writeCohort, train } = openCommandLine("audit-masks", {
  home: true,
});
const side = 32;

function results(out: string): AuditResults {
  return JSON.parse(readFileSync(join(folder, out, "audit.json"), "utf8")) as AuditResults;
}

/** A mask that is inside where `holds`, for each image but one in `leaveOut`. */
function writeMasks(
  place: string,
  holds: (row: number, column: number) => boolean,
  leaveOut = Infinity,
) {
  // prettier-ignore
  const data = Uint8Array.from({ length: side * side }, (_, place) => 255 * Number(holds(Math.floor(place / side), place % side))); // prettier-ignore
  const bytes = encodePng({
    samples: { dtype: "uint8", shape: [1, side, side], data },
    ...{ channels: "grey", spacingMm: null, affine: null },
  });
  const [header = "", ...lines] = readFileSync(join(folder, "here", "table.csv"), "utf8").trim().split("\n"); // prettier-ignore
  const column = header.split(",").indexOf("image");
  for (const [row, line] of lines.entries()) {
    if (row % leaveOut === 0 && leaveOut < Infinity) continue;
    const file = join(folder, "here", place, line.split(",")[column] ?? "");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
}

const spec = {
  images: "{ column: image }",
  subject: "patient_id",
  target: '{ column: finding, as: binary, positive: ["1"], negative: ["0"] }',
  attributes: "[{ name: marker, column: marker }]",
  preprocess: "[{ name: resize, size: [16, 16], method: area }]",
  split: "{ kind: hash, validation: 0.2, test: 0.4 }",
};

beforeAll(async () => {
  const strong = ["--subjects", "400", "--association", "0.9"];
  await makePhantom("here", "--format", "png", "--size", String(side), ...strong);
  writeCohort("here", "cohort.yml", spec);
  writeFileSync(
    join(folder, "here", "run.yml"),
    `data: { cohort: cohort.yml, attributes: [marker], workers: 0 }
model: { encoder: mlp, features: 2, head: none }
method: { name: erm }
train: { epochs: 15, batch: 20, optimizer: { name: adam, lr: 3e-3 } }
evaluation: { probes: false }
runtime: { threads: 1 }
`,
  );
  await train("here/run.yml", join(folder, "run"));
  // Letters lie in one of the upper corners.
  writeMasks("letters", (row, column) => row < 9 && (column < 9 || column >= side - 9), 5);
  writeMasks("spines", (row, column) => row >= 24 && Math.abs(column - 16) < 3);
}, 240_000);

const rangeOf = (estimate: Estimate | undefined) => {
  if (estimate === undefined || "reason" in estimate || "reason" in estimate.interval) throw new Error("no interval"); // prettier-ignore
  return estimate.interval;
};

describe("audit with masks", () => {
  it("says of a run that its answers come from where the letters are, and leaves verdicts as they were", async () => {
    const line = ["audit", join(folder, "run"), join(folder, "here", "run.yml"), "--no-images", "--resamples", "100"]; // prettier-ignore
    await unconfound(...line, "--out", "without");
    const masks = "[{ name: letter, pattern: '{image}', root: letters }, { name: spine, pattern: '{image}', root: spines }]"; // prettier-ignore
    writeCohort("here", "cohort.yml", { ...spec, masks });
    const { code, out, err } = await unconfound(...line, "--out", "with");
    expect([code, err.replace(/\r.*/g, "")]).toEqual([0, expect.not.stringContaining("error")]);
    const [before, after] = [results("without"), results("with")];
    expect(before.masks).toBeUndefined();
    expect(after.targets).toEqual(before.targets);
    const [letter, spine] = after.masks ?? [];
    const all = letter?.groups[0];
    expect(rangeOf(all?.moved.difference).low).toBeGreaterThan(0.05);
    const elsewhere = spine?.groups[0];
    expect(rangeOf(elsewhere?.moved.inside).high).toBeLessThan(rangeOf(all?.moved.inside).low);
    // A fifth of the letters' files is not there.
    const { no_mask: noMask = 0 } = letter?.left_out ?? {};
    expect(noMask / after.rows).toBeGreaterThan(0.1);
    expect(noMask / after.rows).toBeLessThan(0.3);
    expect((letter?.pictures ?? 0) + noMask).toBe(after.rows);
    expect(letter?.area).toBeCloseTo(2 * (4 / 16) * (4 / 16), 1);
    expect(all?.n).toBe(letter?.pictures);
    expect(letter?.groups.map(({ kind }) => kind)).toEqual(["all", "class", "class", "attribute", "attribute"]); // prettier-ignore
    expect(out).toContain("\ninside letter: taken out, answers move by ");
    expect(readFileSync(join(folder, "with", "audit.md"), "utf8")).toContain("inside spine taken out"); // prettier-ignore
    const page = readFileSync(join(folder, "with", "audit.html"), "utf8");
    expect(page).toContain("<h2>Where the answer comes from</h2>");
  });

  it("says which share of the maps lies inside, beside area and a network that has learnt nothing", () => {
    const { saliency } = results("with");
    if (saliency === undefined || "reason" in saliency) throw new Error("no saliency");
    for (const { method, inside } of saliency.methods) {
      const letter = inside?.find(({ mask }) => mask === "letter");
      expect(rangeOf(letter?.above_area).low, method).toBeGreaterThan(0);
      expect(rangeOf(letter?.above_randomised).low, method).toBeGreaterThan(0);
      expect(letter?.share).toMatchObject({ n: 32 });
    }
  });

  it("asks a model of others the same", async () => {
    const table = join(folder, "here", "letters", "images");
    const file = readFileSync(join(folder, "here", "table.csv"), "utf8").split("\n")[2] ?? "";
    const broken = join(folder, "here", "letters", file.split(",").find((cell) => cell.endsWith(".png")) ?? ""); // prettier-ignore
    expect(broken.startsWith(table)).toBe(true);
    writeFileSync(broken, "no picture");
    const { code, err } = await unconfound(
      ...["audit", "--model", join(folder, "run", "model.onnx"), "--cohort", join(folder, "here", "cohort.yml")], // prettier-ignore
      ...["--output", "logits/finding", "--resamples", "100", "--no-images", "--out", "foreign"],
    );
    expect(code).toBe(0);
    expect(err).toContain("masks letter: 1 cannot be used:");
    const [letter] = results("foreign").masks ?? [];
    expect(letter?.left_out).toMatchObject({ no_mask: 80, unreadable: 1, empty: 0 });
    expect(rangeOf(letter?.groups[0]?.moved.difference).low).toBeGreaterThan(0.05);
  });
});
