import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readCohort } from "./read-cohort.js";
import type { AttributeSpec, CohortSpec } from "./spec.js";

const folder = mkdtempSync(join(tmpdir(), "read-cohort-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};

/** A BIDS data set: 24 participants of two sessions, field strength in the sidecars. */
const people = Array.from(
  { length: 24 },
  (_, index) => `sub-${String(index + 1).padStart(2, "0")}`,
);
const scans = people.flatMap((person) => ["ses-1", "ses-2"].map((session) => [person, session]));
write(
  "scans.csv",
  ["participant_id,session_id", ...scans.map((scan) => scan.join(","))].join("\n"),
);
write(
  "bids/participants.tsv",
  [
    "participant_id\tsex\tgroup",
    ...people.map((person, index) => `${person}\t${index % 2}\t${index < 12 ? "c" : "p"}`),
  ].join("\n"),
);
write("bids/participants.json", '{"sex": {"Levels": {"0": "female", "1": "male"}}}');
write(
  "bids/sessions.tsv",
  [
    "participant_id\tsession_id\tage",
    ...scans.map(
      ([person, session], index) => `${person}\t${session}\t${index === 5 ? "n/a" : 40 + index}`,
    ),
  ].join("\n"),
);
write("bids/T1w.json", '{"MagneticFieldStrength": 3}');
for (const person of ["sub-01", "sub-06"]) {
  write(`bids/${person}/${person}_T1w.json`, '{"MagneticFieldStrength": 1.5}');
}

const attribute = (name: string, from: Partial<AttributeSpec>): AttributeSpec => ({
  name,
  as: "classes",
  missing: "mask",
  ...from,
});
const spec: CohortSpec = {
  tables: [
    { file: "scans.csv" },
    { file: "bids/participants.tsv", on: "participant_id", sidecar: "bids/participants.json" },
    {
      file: "bids/sessions.tsv",
      on: ["participant_id", { main: "session_id", this: "session_id" }],
    },
  ],
  images: {
    pattern: "{participant_id}/{session_id}/anat/{participant_id}_{session_id}_T1w.nii.gz",
    root: "bids",
  },
  subject: "participant_id",
  target: { as: "classes", column: "group" },
  attributes: [
    attribute("sex", { column: "sex" }),
    attribute("age", { column: "age", bins: [50] }),
    attribute("field", { sidecar: "MagneticFieldStrength" }),
  ],
  visits: { keep: "all" },
  filters: [],
  split: { kind: "hash", validation: 0.3, test: 0.3 },
};

describe("readCohort", () => {
  it("reads a BIDS data set: tables by key, names of values, inherited fields", async () => {
    const { cohort, root, tables } = await readCohort(spec, { folder, splitSeed: 1 });
    expect(root).toBe(join(folder, "bids"));
    expect(tables.map(({ name }) => name)).toEqual([
      "scans.csv",
      "bids/participants.tsv",
      "bids/participants.json",
      "bids/sessions.tsv",
    ]);
    const bytes = readFileSync(join(folder, "scans.csv"));
    expect(tables[0]?.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
    expect(cohort.images[1]).toBe("sub-01/ses-2/anat/sub-01_ses-2_T1w.nii.gz");
    expect(cohort.ids).toEqual(cohort.images);
    const [sex, age, field] = cohort.attributes;
    expect(sex?.valueNames).toEqual(["female", "male"]);
    expect([...(sex?.codes ?? [])]).toEqual(scans.map((_, row) => Math.floor(row / 2) % 2));
    expect([...(age?.codes ?? [])]).toEqual(
      scans.map((_, row) => (row === 5 ? -1 : row < 10 ? 0 : 1)),
    );
    expect(field?.valueNames).toEqual(["1.5", "3"]);
    expect([...(field?.codes ?? [])]).toEqual(
      scans.map(([person]) => (person === "sub-01" || person === "sub-06" ? 0 : 1)),
    );
    expect(cohort.notes).toEqual(expect.arrayContaining(["age: 1 of 48 masked"]));
  });

  it("asks for tags of the image files through its port", async () => {
    const attributes = [attribute("scanner", { tag: "ManufacturerModelName" })];
    const tag = (path: string, keyword: string) => `${keyword} ${path.slice(4, 6) < "05" ? 1 : 2}`;
    const { cohort } = await readCohort({ ...spec, attributes }, { folder, splitSeed: 1, tag });
    expect(cohort.attributes[0]?.valueNames).toEqual([
      "ManufacturerModelName 1",
      "ManufacturerModelName 2",
    ]);
  });

  it.each<[string, Partial<CohortSpec>, string]>([
    ["no table", { tables: [] }, "tables: no table"],
    [
      "a table without key",
      { tables: [{ file: "scans.csv" }, { file: "bids/participants.tsv" }] },
      "tables (entry 2).on: is missing: by which columns is the table joined? (table bids/participants.tsv)",
    ],
    [
      "a key of the first table",
      { tables: [{ file: "scans.csv", on: "participant_id" }] },
      "tables (entry 1).on: the first table is joined to nothing. Leave it out; later tables say how they are joined.",
    ],
    [
      "a tag without files",
      { attributes: [attribute("scanner", { tag: "Modality" })] },
      "attributes (entry 1).tag: no image files are open here: got Modality",
    ],
    [
      "an unknown column, with its table",
      { subject: "participant" },
      "subject: scans.csv has no such column: expected participant_id, session_id, sex, group, age, got participant. Did you mean participant_id?",
    ],
  ])("refuses %s", async (_, changes, message) => {
    await expect(readCohort({ ...spec, ...changes }, { folder, splitSeed: 0 })).rejects.toThrow(
      message,
    );
  });
});
