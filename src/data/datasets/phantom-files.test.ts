import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { decodeNifti } from "../formats/nifti.js";
import { decodePng } from "../formats/png.js";
import { openPhantomFiles, type MadeFile } from "./phantom-files.js";
import { commandOf } from "./phantom-files/readme.js";
import type { PhantomFilesSettings } from "./phantom-files/settings.js";

const settings: PhantomFilesSettings = {
  shows: { kind: "chest", format: "png", size: 24 },
  images: 5,
  visits: 2,
  seed: 0,
  association: 0.9,
  associated: ["site", "trace"],
  difficulty: 0.5,
  missing: 0,
  uncertain: 0,
  split: true,
};
const open = (change: Partial<PhantomFilesSettings> = {}) =>
  openPhantomFiles({ ...settings, ...change });

const chestDicom = { kind: "chest", format: "dicom", size: 24 } as const;
const size = [20, 18, 16] as const;
const brainNifti = { kind: "brain", format: "nifti", size } as const;
const brainDicom = { kind: "brain", format: "dicom", size } as const;
const everyKind = [settings.shows, chestDicom, brainNifti, brainDicom];

const textOf = (files: readonly MadeFile[], path: string): string => {
  const file = files.find((one) => one.path === path);
  return file === undefined ? `no ${path}` : new TextDecoder().decode(file.bytes);
};
/** All that is text in a file, for tags: what they mean is proven in encode-dicom.test.ts. */
const latin = ({ bytes }: MadeFile): string => Buffer.from(bytes).toString("latin1");
const rowsOf = (csv: string): string[][] =>
  csv
    .trim()
    .split("\n")
    .map((line) => line.split(","));

describe("openPhantomFiles", () => {
  it("has the table of the golden cohort: paths, facts, dates and parts", () => {
    expect(textOf(open().makeTables(), "table.csv")).toBe(
      [
        "image,patient_id,finding,sex,age,site,marker,visit,visit_date,split",
        "images/P0001_V1.png,P0001,1,M,54,south,present,1,2022-01-23,train",
        "images/P0001_V2.png,P0001,1,M,55,south,present,2,2022-12-23,train",
        "images/P0002_V1.png,P0002,0,F,71,north,absent,1,2018-11-16,validation",
        "images/P0002_V2.png,P0002,0,F,72,north,absent,2,2019-11-19,validation",
        "images/P0003_V1.png,P0003,0,M,55,north,absent,1,2019-09-24,train",
        "",
      ].join("\n"),
    );
  });

  it.each(everyKind)(
    "makes the images that the table of $kind $format names, and no other",
    (shows) => {
      const cohort = open({ shows });
      expect([cohort.images, cohort.patients]).toEqual([5, 3]);
      const paths = rowsOf(textOf(cohort.makeTables(), "table.csv"))
        .slice(1)
        .map(([path]) => path);
      const made = Array.from({ length: 5 }, (_, index) => cohort.makeImage(index));
      const isSeries = shows.kind === "brain" && shows.format === "dicom";
      for (const [index, files] of made.entries()) {
        const path = at(paths, index) ?? "";
        const expected = isSeries
          ? Array.from({ length: 16 }, (_, k) => `${path}/${String(k + 1).padStart(4, "0")}.dcm`)
          : [path, ...(shows.format === "nifti" ? [path.replace(".nii.gz", ".json")] : [])];
        expect(files.map((file) => file.path)).toEqual(expected);
      }
      expect(cohort.makeImage(5)).toEqual([]);
    },
  );

  it.each(everyKind)(
    "gives the same bytes of $kind $format again, and in a larger cohort",
    (shows) => {
      const [small, large] = [open({ shows }), open({ shows, images: 50 })];
      const bytes = (files: readonly MadeFile[]) => files.map((file) => Buffer.from(file.bytes));
      for (const index of [4, 1]) {
        expect(bytes(large.makeImage(index))).toEqual(bytes(small.makeImage(index)));
        expect(bytes(open({ shows, seed: 1 }).makeImage(index))).not.toEqual(
          bytes(small.makeImage(index)),
        );
      }
    },
  );

  it("shows finding, site and marker in the picture where they are, and nothing else changes", () => {
    const grey = (change: Partial<PhantomFilesSettings>, index: number) =>
      decodePng(at(open(change).makeImage(index), 0).bytes, "a.png").samples.data;
    // Another law of association: the patients whose site and marker stay have the same picture.
    const weak: Partial<PhantomFilesSettings> = {
      association: 0.5,
      images: 60,
      visits: 1,
      split: false,
    };
    const strong = { ...weak, association: 1 };
    const [before, after] = [weak, strong].map((change) =>
      rowsOf(textOf(open(change).makeTables(), "table.csv")).slice(1),
    );
    let [same, different] = [0, 0];
    for (let index = 0; index < 60; index++) {
      const alike = String(at(before ?? [], index)) === String(at(after ?? [], index));
      const [one, other] = [grey(weak, index), grey(strong, index)];
      expect(Buffer.compare(Buffer.from(one.buffer), Buffer.from(other.buffer)) === 0).toBe(alike);
      if (alike) same++;
      else different++;
    }
    expect(same).toBeGreaterThan(5);
    expect(different).toBeGreaterThan(5);
  });
});

describe("gaps", () => {
  const many: Partial<PhantomFilesSettings> = {
    images: 3000,
    visits: 1,
    missing: 0.1,
    uncertain: 0.2,
  };
  const bound = (share: number) => 4 * Math.sqrt((share * (1 - share)) / 3000);

  it("are as many as asked, in the columns that may have them, and change no other cell", () => {
    const table = rowsOf(textOf(open(many).makeTables(), "table.csv"));
    const whole = rowsOf(
      textOf(open({ ...many, missing: 0, uncertain: 0 }).makeTables(), "table.csv"),
    );
    const header = at(table, 0);
    for (const [column, name] of header.entries()) {
      const empty = table.slice(1).filter((cells) => cells[column] === "").length / 3000;
      const mayBeEmpty = ["finding", "sex", "age", "site", "marker"].includes(name);
      expect(Math.abs(empty - (mayBeEmpty ? 0.1 : 0)), name).toBeLessThanOrEqual(
        mayBeEmpty ? bound(0.1) : 0,
      );
    }
    const uncertain = table.filter((cells) => cells[2] === "-1").length / 3000;
    expect(Math.abs(uncertain - 0.18)).toBeLessThan(bound(0.18));
    for (const [row, cells] of table.entries()) {
      for (const [column, cell] of cells.entries()) {
        if (cell !== "" && cell !== "-1") expect(cell).toBe(whole[row]?.[column]);
      }
    }
  });
});

describe("DICOM", () => {
  it("has the scanner of the site, and view and annotation of the marker, in its tags", () => {
    const cohort = open({ shows: chestDicom, images: 30, visits: 1 });
    const rows = rowsOf(textOf(cohort.makeTables(), "table.csv")).slice(1);
    for (const [index, [, id = "", , , , site, marker, , date = ""]] of rows.entries()) {
      const tags = latin(at(cohort.makeImage(index), 0));
      const isSouth = site === "south";
      expect(tags).toContain(isSouth ? "Australis DX-7" : "Borealis CR-10");
      expect(tags).toContain(isSouth ? "SOUTH-DX2" : "NORTH-CR1");
      expect(tags).toContain(isSouth ? "MONOCHROME1" : "MONOCHROME2");
      expect(tags).toContain(isSouth ? "1.2.840.10008.1.2.5" : "1.2.840.10008.1.2.1");
      // Tag (0018,5101) and (0028,0301), CS.
      expect(tags).toContain(`\x18\x00\x01\x51CS\x02\x00${marker === "present" ? "AP" : "PA"}`);
      expect(tags).toContain(
        `\x28\x00\x01\x03CS${marker === "present" ? "\x04\x00YES " : "\x02\x00NO"}`,
      );
      expect(tags).toContain(id);
      expect(tags).toContain(date.replaceAll("-", ""));
    }
  });

  it("has the slices of the NIfTI volume, from the feet up, rows to the back, columns to the left", () => {
    const volume = decodeNifti(at(open({ shows: brainNifti }).makeImage(1), 0).bytes, "a");
    const slices = open({ shows: brainDicom }).makeImage(1);
    const [x, y, z] = size;
    for (const [k, slice] of slices.entries()) {
      const view = new DataView(
        slice.bytes.buffer,
        slice.bytes.byteOffset + slice.bytes.length - 2 * x * y,
      );
      for (let row = 0; row < y; row++) {
        for (let column = 0; column < x; column++) {
          const stored = view.getUint16(2 * (row * x + column), true);
          const voxel = ((x - 1 - column) * y + (y - 1 - row)) * z + k;
          expect(stored).toBe(volume.samples.data[voxel]);
        }
      }
    }
    const first = latin(at(slices, 0));
    // Voxels of 10.8, 12 and 13.5 mm about (0, 0, -8): the centre of the rightmost, foremost and lowest one.
    expect(first).toContain("-102.6\\-102\\-109.25");
    expect(first).toContain("1\\0\\0\\0\\1\\0");
    expect(first).toContain("12\\10.8");
  });

  it("has one series a visit and an object a slice", () => {
    const cohort = open({ shows: brainDicom });
    const uids = (index: number) =>
      cohort.makeImage(index).map((file) => latin(file).match(/2\.25\.\d+/g) ?? []);
    const [one, other] = [uids(0), uids(1)];
    expect(new Set(one.map((found) => found[0])).size).toBe(16);
    // Object (twice), implementation, study, series, frame of reference.
    const shared = (found: readonly (readonly string[])[]) =>
      new Set(found.map((list) => list.filter((uid) => uid !== list[0]).join()));
    expect(shared(one).size).toBe(1);
    expect([...shared(one)]).not.toEqual([...shared(other)]);
  });
});

describe("BIDS", () => {
  const files = open({ shows: brainNifti, missing: 0.4 }).makeTables();

  it("has participants and what their columns mean, n/a where a cell is empty", () => {
    const table = rowsOf(textOf(files, "table.csv")).slice(1);
    const lines = textOf(files, "participants.tsv")
      .trim()
      .split("\n")
      .map((line) => line.split("\t"));
    expect(lines[0]).toEqual(["participant_id", "sex", "age", "site", "finding", "split"]);
    for (const [index, cells] of lines.slice(1).entries()) {
      const [, id, finding, sex, age, site] = at(table, 2 * index);
      const said = [id, sex, age, site, finding].map((cell) => (cell === "" ? "n/a" : cell));
      expect(cells.slice(0, 5)).toEqual(said);
    }
    expect(lines.flat()).toContain("n/a");
    const meanings = JSON.parse(textOf(files, "participants.json")) as object;
    expect(Object.keys(meanings)).toEqual(["sex", "age", "site", "finding", "split"]);
    expect(JSON.parse(textOf(files, "dataset_description.json"))).toMatchObject({
      BIDSVersion: "1.10.0",
      DatasetType: "raw",
    });
    expect(textOf(files, ".bidsignore")).toBe("table.csv\n");
  });

  it("names sessions where patients have several visits, and only there", () => {
    expect(textOf(files, "sub-0001/sub-0001_sessions.tsv")).toBe(
      "session_id\tacq_time\nses-1\t2022-01-23T00:00:00\nses-2\t2022-12-23T00:00:00\n",
    );
    const once = open({ shows: brainNifti, visits: 1, images: 2 });
    expect(once.makeTables().map((file) => file.path)).toEqual([
      ...["dataset_description.json", "participants.json", "participants.tsv", ".bidsignore"],
      ...["table.csv", "README.md"],
    ]);
    expect(once.makeImage(1).map((file) => file.path)).toEqual([
      "sub-0002/anat/sub-0002_T1w.nii.gz",
      "sub-0002/anat/sub-0002_T1w.json",
    ]);
  });

  it("has the scanner of the site in the sidecar", () => {
    const sidecar = JSON.parse(latin(at(open({ shows: brainNifti }).makeImage(0), 1))) as object;
    expect(sidecar).toMatchObject({
      Manufacturer: "Australis Medical",
      ManufacturersModelName: "Australis M30",
      MagneticFieldStrength: 3,
      EchoTime: 0.0025,
    });
  });
});

describe("README", () => {
  it("is this for the golden cohort", () => {
    expect(
      textOf(open({ missing: 0.05, uncertain: 0.1 }).makeTables(), "README.md"),
    ).toMatchSnapshot();
    expect(
      textOf(open({ shows: brainNifti, split: false }).makeTables(), "README.md"),
    ).toMatchSnapshot();
  });

  it("names the command that makes the same again", () => {
    expect(commandOf({ ...settings, shows: brainDicom, associated: [], uncertain: 0.1 })).toBe(
      "unconfound data make phantom --format dicom --volumes --images 5 --visits 2 --size 20x18x16 " +
        "--seed 0 --association 0.9 --associated none --difficulty 0.5 --uncertain 0.1 --split",
    );
    expect(commandOf({ ...settings, associated: ["sex", "trace"], split: false })).toBe(
      "unconfound data make phantom --format png --images 5 --visits 2 --size 24 " +
        "--seed 0 --association 0.9 --associated sex,marker --difficulty 0.5",
    );
  });
});

describe("a number as target", () => {
  it.each([
    [settings.shows, "heart-size", "heart_size", 91],
    [brainNifti, "atrophy", "atrophy", 0.45],
  ] as const)(
    "of $kind goes together with the site in its upper half",
    (shows, target, column, middle) => {
      const cohort = open({ shows, target, images: 400, visits: 1, split: false });
      const [header = [], ...rows] = rowsOf(textOf(cohort.makeTables(), "table.csv"));
      expect(header[header.indexOf("finding") + 1]).toBe(column);
      const cellsOf = (name: string) => rows.map((cells) => cells[header.indexOf(name)] ?? "");
      const isHigh = cellsOf(column).map((cell) => Number(cell) >= middle);
      const isSouth = cellsOf("site").map((site) => site === "south");
      const share = (holds: (row: number) => boolean) =>
        rows.filter((_, row) => holds(row)).length / rows.length;
      expect(share((row) => isHigh[row] === true)).toBeGreaterThan(0.4);
      expect(share((row) => isHigh[row] === true)).toBeLessThan(0.6);
      expect(share((row) => isHigh[row] === isSouth[row])).toBeGreaterThan(0.86);
      // The finding is then a fair draw that nothing goes with.
      const isFound = cellsOf("finding").map((cell) => cell === "1");
      expect(Math.abs(share((row) => isFound[row] === isSouth[row]) - 0.5)).toBeLessThan(0.08);
      expect(textOf(cohort.makeTables(), "README.md")).toContain(`--target ${target} `);
    },
  );
});
