import { describe, expect, it } from "vitest";
import { tableOfColumns } from "../../tables/string-table.js";
import { guessCohort, type GuessSources } from "./guess-cohort.js";
import type { FileFact } from "./guess-attributes.js";

/** A table of columns, a cell for each of `rows`. */
function tableOf(rows: number, columns: Readonly<Record<string, (row: number) => string>>) {
  return tableOfColumns(
    { source: "t.csv", header: Object.keys(columns), place: (row) => `t.csv row ${row + 2}` },
    Object.values(columns).map((cell) => Array.from({ length: rows }, (_, row) => cell(row))),
  );
}

function guess(
  columns: Readonly<Record<string, (row: number) => string>>,
  files: readonly string[],
  more: Partial<GuessSources> & { readonly facts?: readonly FileFact[] } = {},
) {
  const { facts = [], ...rest } = more;
  const sources = { files, folder: ["data", "set"], target: undefined, ...rest };
  return guessCohort(tableOf(20, columns), { ...sources, factsOf: () => facts });
}

const numbered = (row: number) => String(row).padStart(3, "0");
const half = (row: number) => (row % 2 === 0 ? "0" : "1");
const files = Array.from({ length: 20 }, (_, row) => `pictures/${numbered(row)}.png`);
const path = (row: number) => `${numbered(row)}.png`;

describe("guessCohort: images", () => {
  const imagesOf = (...args: Parameters<typeof guess>) => guess(...args).images;

  it("finds paths from the table's folder, and from one below it", () => {
    expect(imagesOf({ file: (row) => `pictures/${path(row)}`, label: half }, files)).toMatchObject({
      column: "file",
      root: ".",
      series: false,
      found: 1,
    });
    expect(imagesOf({ file: path, label: half }, files)).toMatchObject({ root: "pictures" });
    const windows = (row: number) => `.\\${path(row)}`;
    expect(imagesOf({ file: windows, label: half }, files)).toMatchObject({ root: "pictures" });
  });

  it("finds paths that begin above, as CheXpert's", () => {
    const above = { Path: (row: number) => `data/set/pictures/${path(row)}`, label: half };
    expect(imagesOf(above, files)).toMatchObject({ column: "Path", root: "../.." });
    const one = { Path: (row: number) => `set/pictures/${path(row)}`, label: half };
    expect(imagesOf(one, files)).toMatchObject({ root: ".." });
  });

  it("finds folders of series", () => {
    const series = Array.from({ length: 20 }, (_, row) => [
      `ct/${numbered(row)}/1.dcm`,
      `ct/${numbered(row)}/2.dcm`,
    ]).flat();
    expect(imagesOf({ scan: (row) => `ct/${numbered(row)}`, label: half }, series)).toMatchObject({
      column: "scan",
      root: ".",
      series: true,
    });
  });

  it("makes a pattern of names without ending, and of two columns", () => {
    const id = (row: number) => `ISIC_${numbered(row)}`;
    const derm = Array.from({ length: 20 }, (_, row) => `part_1/${id(row)}.jpg`);
    expect(imagesOf({ image_id: id, dx: half }, derm)).toMatchObject({
      pattern: "part_1/{image_id}.jpg",
      root: ".",
    });
    const sub = (row: number) => `sub-${numbered(row >> 1)}`;
    const ses = (row: number) => `ses-${(row % 2) + 1}`;
    const bids = Array.from({ length: 20 }, (_, row) => {
      const name = `${sub(row)}/${ses(row)}/anat/${sub(row)}_${ses(row)}_T1w`;
      return [`${name}.json`, `${name}.nii.gz`];
    }).flat();
    expect(
      imagesOf({ participant_id: sub, session_id: ses, group: (row) => half(row >> 1) }, bids),
    ).toMatchObject({
      pattern: "{participant_id}/{session_id}/anat/{participant_id}_{session_id}_T1w.nii.gz",
    });
  });

  it("takes long numbers for names, as UK Biobank's, and no short ones", () => {
    const eid = (row: number) => String(1_000_000 + 7 * row);
    const bulk = Array.from({ length: 20 }, (_, row) => `20252/${eid(row)}_20252_2_0/T1.nii.gz`);
    expect(imagesOf({ n: (row) => String(row), eid, label: half }, bulk)).toMatchObject({
      pattern: "20252/{eid}_20252_2_0/T1.nii.gz",
    });
    expect(() => guess({ n: (row) => String(row), label: half }, bulk)).toThrow(
      "no column leads to image files",
    );
  });

  it("says what it looked at where no column leads to files", () => {
    expect(() => guess({ file: (row) => `x${row}.png`, label: half }, files)).toThrow(
      "t.csv: no column leads to image files: got 20 files in the folder (columns [file,label]). Name the folder of the images: --images FOLDER. Their names must be in a column, whole or in part.",
    );
  });
});

describe("guessCohort: subject and split", () => {
  it("takes columns by their names, and parts of paths", () => {
    const patient = (row: number) => `P${row >> 1}`;
    const set = (row: number) => (row < 12 ? "Train" : "Test");
    const found = guess({ file: path, Patient_ID: patient, dx: half, set }, files);
    expect(found.subject).toBe("Patient_ID");
    expect(found.split).toEqual({ kind: "column", column: "set", validation: 0.15 });
    const chexpert = Array.from({ length: 20 }, (_, row) => `patient${row >> 1}/${row}.png`);
    expect(guess({ file: (row) => chexpert[row] ?? "", dx: half }, chexpert).subject).toEqual({
      pattern: "(patient[_-]?\\d+)",
      of: "file",
    });
  });

  it("draws where subjects are in several parts, and warns where there is no subject", () => {
    const patient = (row: number) => `P${row >> 1}`;
    const split = (row: number) => (row % 2 === 0 ? "train" : "test");
    const found = guess(
      { file: path, subject: patient, dx: (row) => half(row >> 2), split },
      files,
    );
    expect(found.split).toEqual({ kind: "hash", validation: 0.15, test: 0.2 });
    expect(found.remarks.at(-1)?.text).toBe(
      "drawn by subject: 10 subjects are in several parts of column split",
    );
    const alone = guess({ file: path, dx: half }, files);
    expect(alone.subject).toBe("none");
    expect(alone.remarks[1]?.text).toMatch(/^NO COLUMN OF PERSONS FOUND: /);
  });

  it("keeps words of its own", () => {
    const phase = (row: number) => ["training", "tuning", "holdout"][row % 3] ?? "";
    expect(guess({ file: path, dx: (row) => half(row >> 1), phase }, files).split).toEqual({
      kind: "column",
      column: "phase",
      train: ["training"],
      validation: ["tuning"],
      test: ["holdout"],
    });
  });
});

describe("guessCohort: target", () => {
  it("reads yes and no in the usual words, and ignores what is uncertain", () => {
    const finding = (row: number) => ["1.0", "0.0", "-1.0", ""][row % 4] ?? "";
    const { target, remarks } = guess({ file: path, finding }, files);
    expect(target).toEqual({
      as: "binary",
      column: "finding",
      positive: ["1"],
      negative: ["0"],
      uncertain: { values: ["-1"], policy: "ignore" },
      blank: "missing",
    });
    expect(remarks.filter(({ key }) => key === "target").map(({ text }) => text)).toEqual([
      "column finding, yes or no: 1 5, 0 5, -1 5",
      "uncertain labels are ignored; policy can be ones, zeros, class",
      "5 of 20 rows have no label and go; blank: negative keeps them",
    ]);
  });

  it("makes classes of other words, and takes the column that is asked for", () => {
    const dx = (row: number) => ["nv", "mel", "bcc"][row % 3] ?? "";
    expect(guess({ file: path, sex: half, dx }, files).target).toEqual({
      as: "classes",
      column: "dx",
    });
    expect(guess({ file: path, dx, ulcer: half }, files, { target: "ulcer" }).target).toMatchObject(
      { as: "binary", column: "ulcer" },
    );
  });

  it("takes the first column of yes and no, and names the others", () => {
    const found = guess(
      { file: path, Sex: half, Edema: half, Fracture: (row) => half(row >> 1) },
      files,
    );
    expect(found.target).toMatchObject({ column: "Edema" });
    expect(found.remarks.find(({ text }) => text.startsWith("it could"))?.text).toBe(
      "it could also be: Fracture; several at once: --target A,B",
    );
  });

  it("refuses where nothing can be a label, and a column that cannot be learnt", () => {
    expect(() => guess({ file: path, sex: half }, files)).toThrow(
      "t.csv: no column is called like a label: expected [sex]. Say which it is: --target COLUMN.",
    );
    expect(() => guess({ file: path, dx: half }, files, { target: "dy" })).toThrow(
      "t.csv: no such column for the label: expected [dx], got dy. Did you mean dx?",
    );
    const note = (row: number) => `text ${row}`;
    expect(() => guess({ file: path, note, dx: half }, files, { target: "note" })).toThrow(
      "t.csv: the column cannot be learnt as classes: expected 2 to 20 values, of two rows or more on average, or numbers, got note, 20 values. Name another with --target, or make classes of it: as: classes with values, docs/cohort.md.",
    );
  });

  it("takes numbers where they are asked for, and associates attributes with their quarters", () => {
    const age = (row: number) => (row === 3 ? "" : String(60.5 + row));
    const site = (row: number) => (row < 11 ? "A" : "B");
    const found = guess({ file: path, age, site, dx: half }, files, { target: "age" });
    expect(found.target).toEqual({ as: "number", column: "age" });
    expect(found.attributes.map(({ spec, association }) => [spec.name, association])).toEqual([
      ["site", expect.closeTo(0.912, 3) as number], // rows of A and B by quarter: 4 5 1 0 and 0 0 4 5; chi² 15.79 of 19 rows
    ]);
    expect(found.label.slice(0, 6)).toEqual(["0", "0", "0", "", "0", "1"]);
    expect(found.remarks.filter(({ key }) => key === "target").map(({ text }) => text)).toEqual([
      "column age, a number; tests and groups are of its four bins of equally many rows",
      "1 of 20 rows have none and go",
    ]);
  });

  it("takes several columns of yes and no, with the words of all", () => {
    const Edema = (row: number) => (row === 0 ? "-1" : half(row));
    const Fracture = (row: number) => (row % 4 === 0 ? "yes" : row % 4 === 1 ? "" : "no");
    const sex = (row: number) => (row % 4 === 0 ? "F" : "M");
    const columns = { file: path, Edema, Fracture, sex, dx: half };
    const found = guess(columns, files, { target: "Edema, Fracture" });
    expect(found.target).toEqual({
      as: "labels",
      columns: ["Edema", "Fracture"],
      positive: ["1", "yes"],
      negative: ["0", "no"],
      uncertain: { values: ["-1"], policy: "ignore" },
      blank: "missing",
    });
    expect(found.label).toEqual([]);
    // Sex says of every row what Fracture is, and less of Edema: the larger counts.
    expect(found.attributes[0]).toMatchObject({ spec: { name: "sex" }, association: 1 });
    expect(found.remarks.find(({ key }) => key === "target")?.text).toBe(
      "2 labels of yes or no, rows with yes: Edema 10, Fracture 5",
    );
    expect(() => guess(columns, files, { target: "Edema,sex" })).toThrow(
      "t.csv: several labels are columns of yes and no: expected [Edema,Fracture,dx], got sex. Name some of these: --target A,B,C; other words for yes and no: docs/cohort.md.",
    );
  });
});

describe("guessCohort: attributes", () => {
  const namesOf = ({ attributes }: ReturnType<typeof guess>) =>
    attributes.map(({ spec }) => spec.name);

  it("orders them by association, cuts numbers, and keeps other columns aside", () => {
    const found = guess(
      {
        file: path,
        dx: half,
        Age: (row) => String(30 + 2 * row),
        Sex: (row) => (row % 4 === 0 ? "F" : "M"),
        Site: (row) => (row === 0 ? "B" : half(row)),
        Scanner: (row) => (row < 3 ? "B" : half(row)),
        colour: (row) => half(row >> 1),
        note: (row) => `free text ${row}`,
      },
      files,
    );
    expect(namesOf(found)).toEqual(["Scanner", "Sex", "Age"]);
    expect(found.attributes[2]?.spec).toEqual({
      name: "Age",
      column: "Age",
      bins: { quantiles: 2 },
    });
    expect(found.others.map(({ spec }) => spec.name)).toEqual(["colour"]);
    expect(found.remarks.filter(({ key }) => key === "attributes").map(({ text }) => text)).toEqual(
      ["Site is left out: one row alone has B; merge it with others (values)"],
    );
  });

  it("puts last what tells the same as another, a tag behind a column", () => {
    const site = (row: number) => (row < 5 ? "A" : "B");
    const facts: FileFact[] = [
      {
        from: "tag",
        name: "Manufacturer",
        cells: Array.from({ length: 20 }, (_, row) => (row < 5 ? "X" : "Y")),
      },
    ];
    const found = guess({ file: path, dx: half, site, sex: (row) => half(row >> 1) }, files, {
      facts,
    });
    expect(namesOf(found)).toEqual(["site", "sex", "Manufacturer"]);
    expect(found.attributes[2]).toMatchObject({
      spec: { name: "Manufacturer", tag: "Manufacturer" },
      values: "Y 15, X 5; tells what site tells",
    });
  });

  it("takes the columns that go most with the label where none is called like an attribute", () => {
    const found = guess(
      {
        file: path,
        dx: half,
        a: (row) => half(row >> 1),
        b: half,
        c: (row) => (row < 4 ? "x" : half(row)),
      },
      files,
    );
    expect(namesOf(found)).toEqual(["b", "c"]);
    expect(found.others.map(({ spec }) => spec.name)).toEqual(["a"]);
  });
});
