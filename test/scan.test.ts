/** The scan from the command line: a cohort of files whose label goes with a marker, and what leaks in it. */
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { ScanRecord } from "../src/evaluation/scan/scan-results.js";
import { openCommandLine } from "./command-line.js";

const { folder, unconfound, makePhantom, writeCohort } = openCommandLine("scan", { home: true });
const chest = join(folder, "chest");
const keys = {
  images: "{ column: image }",
  subject: "patient_id",
  target: '{ column: finding, as: binary, positive: ["1"], negative: ["0"] }',
  attributes: "[{ name: site, column: site }]",
  split: "{ column: split }",
  preprocess: "[{ name: rescale, from: [0, 255], to: [0, 1] }]",
};
const scanOf = (name: string): ScanRecord =>
  JSON.parse(readFileSync(join(folder, name, "scan.json"), "utf8")) as ScanRecord;
const named = ({ targets }: ScanRecord, kind: string): string[] =>
  (targets[0]?.columns ?? [])
    .filter(({ finding }) => finding.kind === kind)
    .map(({ name }) => name);
/** The page without the bytes of its pictures. */
const pageOf = (name: string): string =>
  readFileSync(join(folder, name, "scan.html"), "utf8").replace(/base64,[^"]*/g, "base64");

beforeAll(async () => {
  const small = ["--format", "png", "--size", "64", "--subjects", "240", "--difficulty", "1"];
  await makePhantom("chest", ...small, "--associated", "marker", "--split");
  const [, ...rows] = readFileSync(join(chest, "table.csv"), "utf8").trim().split("\n");
  const images = (part: string): string[] =>
    rows
      .filter((row) => row.includes(`,${part},`) || row.endsWith(`,${part}`))
      .map((row) => row.split(",")[0] ?? "");
  const [train = ""] = images("train");
  const [test = ""] = images("test");
  copyFileSync(join(chest, train), join(chest, test));
  writeCohort("chest", "cohort.yml", keys);
  writeCohort("chest", "hidden.yml", {
    ...keys,
    privacy: "{ exampleImages: false, smallestCell: 5 }",
  });
});

describe("unconfound scan", () => {
  it("flags what goes with the label, and nothing else", async () => {
    const { code, out, err } = await unconfound("scan", "chest/cohort.yml");
    expect(err).toBe("");
    expect(code).toBe(0);
    const record = scanOf("scans/chest-cohort");
    expect(named(record, "flagged")).toEqual(["marker"]);
    expect(named(record, "explained")).toContain("corner-marker");
    expect(named(record, "identifier").every((name) => name === "visit_date")).toBe(true);
    expect(record.targets[0]?.columns.map(({ name }) => name)).not.toContain("patient_id");
    expect(record.leakage).toMatchObject([{ kind: "same-bytes-across-parts", count: 1 }]);
    expect(out).toMatch(/marker .* FLAGGED\n/);
    expect(out).toContain("error: 1 group of files with the same bytes in several parts");
    expect(out.trimEnd().endsWith("scans/chest-cohort")).toBe(true);
  });

  it("writes neither ids nor paths", () => {
    const written = pageOf("scans/chest-cohort") + JSON.stringify(scanOf("scans/chest-cohort"));
    expect(/P\d{4}|\.png/.exec(written)).toBe(null);
    // Six of either value of the marker.
    expect(pageOf("scans/chest-cohort").match(/<img /g)).toHaveLength(12);
  });

  it("gives the same again, and reads no image a second time", async () => {
    const { code } = await unconfound("scan", "chest/cohort.yml", "--out", "again", "--no-images");
    expect(code).toBe(0);
    expect(scanOf("again")).toEqual(scanOf("scans/chest-cohort"));
    expect(pageOf("again").includes("<img ")).toBe(false);
  });

  it("has exit code 3 where something is flagged and --fail-on asks for it", async () => {
    const all = await unconfound("scan", "chest/cohort.yml", "--out", "a", "--fail-on", "flagged");
    expect(all.code).toBe(3);
    const left = ["--without", "marker,corner-marker,burned-in-text,file-size,black-frame"];
    const others = ["--out", "b", "--fail-on", "flagged", "--no-images"];
    const some = await unconfound("scan", "chest/cohort.yml", ...left, ...others);
    expect(named(scanOf("b"), "flagged")).toEqual([]);
    expect(some.code).toBe(0);
    expect(scanOf("b").without).toHaveLength(5);
  });

  it("keeps images out where the cohort file says so", async () => {
    expect((await unconfound("scan", "chest/hidden.yml", "--out", "hidden")).code).toBe(0);
    expect(pageOf("hidden").includes("<img ")).toBe(false);
    expect(pageOf("hidden").includes("privacy.exampleImages of the cohort file is")).toBe(true);
  });

  it("refuses a folder that exists, a name that is none, and a file that is no cohort file", async () => {
    const again = await unconfound("scan", "chest/cohort.yml", "--out", "again");
    expect([again.code, again.err]).toEqual([
      2,
      "error: --out: the folder exists: got again. Choose another folder.\n",
    ]);
    const name = await unconfound("scan", "chest/cohort.yml", "--out", "c", "--without", "markr");
    expect(name.code).toBe(2);
    expect(name.err).toContain("Did you mean marker?");
    expect(existsSync(join(folder, "c"))).toBe(false);
    const table = await unconfound("scan", "chest/table.csv", "--out", "c");
    expect(table.code).toBe(2);
    expect(table.err).toContain("not a cohort file");
  });
});
