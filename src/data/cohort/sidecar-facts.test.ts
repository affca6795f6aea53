import { describe, expect, it } from "vitest";
import { createSidecarFacts } from "./sidecar-facts.js";

/** The files of a data set by path, each an object. */
const open = (files: Readonly<Record<string, unknown>>) => {
  const reads: string[] = [];
  const fact = createSidecarFacts({
    list: (folder) =>
      Object.keys(files)
        .filter((path) => path.split("/").slice(0, -1).join("/") === folder)
        .map((path) => path.split("/").at(-1) ?? ""),
    read(path) {
      reads.push(path);
      return JSON.stringify(files[path]);
    },
  });
  return { fact, reads };
};
const image = "sub-01/ses-1/anat/sub-01_ses-1_run-2_T1w.nii.gz";

describe("createSidecarFacts", () => {
  it("inherits fields from above, the deepest first", () => {
    // The example of the specification, with sessions: one file a level.
    const { fact, reads } = open({
      "T1w.json": { A: "root", B: "root", C: "root", D: "root" },
      "T2w.json": { E: "another suffix" },
      "task-rest_T1w.json": { E: "another entity" },
      "sub-01/sub-01_T1w.json": { B: "subject", C: "subject", D: "subject" },
      "sub-01/ses-1/sub-01_ses-1_T1w.json": { C: "session", D: "session" },
      "sub-01/ses-1/anat/sub-01_ses-1_run-2_T1w.json": { D: 1.5, F: true },
      "sub-01/ses-1/anat/sub-01_ses-1_run-1_T1w.json": { D: 9 },
    });
    expect(["A", "B", "C", "D", "E", "F"].map((field) => fact(image, field))).toEqual([
      ...["root", "subject", "session", "1.5", null, "true"],
    ]);
    // Each file is read once, and those of other images never.
    expect(reads.length).toBe(4);
  });

  it("reads the file beside an image without entities; missing values are null", () => {
    const { fact } = open({ "a/scan.json": { X: "n/a", Y: null, Z: 0 } });
    expect(["X", "Y", "Z", "W"].map((field) => fact("a/scan.png", field))).toEqual([
      ...[null, null, "0", null],
    ]);
    expect(fact("a/other.png", "Z")).toBeNull();
    expect(fact("scan.png", "Z")).toBeNull();
  });

  it("refuses two files of one folder, and values that are no single ones", () => {
    const { fact } = open({
      "sub-01/sub-01_T1w.json": { A: 1 },
      "sub-01/T1w.json": { A: 1 },
      "T2w.json": { A: [1, 2] },
    });
    expect(() => fact("sub-01/sub-01_T1w.nii", "A")).toThrow(
      "sub-01/sub-01_T1w.nii: two sidecars of one folder are for this image: got [sub-01/sub-01_T1w.json,sub-01/T1w.json]. BIDS allows one in each folder: merge them.",
    );
    expect(() => fact("sub-02/sub-02_T2w.nii", "A")).toThrow(
      "T2w.json, A: a field of several values is no attribute: got [1,2]",
    );
  });

  it("has no field that the file has not, and shows no value that is nested without end", () => {
    const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
    const read = (): string => `{"A": ${deep}, "B": {"C": 1}}`;
    const fact = createSidecarFacts({ list: () => ["T2w.json"], read });
    for (const field of ["toString", "constructor", "__proto__"]) {
      expect(fact("T2w.nii", field)).toBeNull();
    }
    expect(() => fact("T2w.nii", "A")).toThrow(
      "T2w.json, A: a field of several values is no attribute: got a list of lists or objects",
    );
    expect(() => fact("T2w.nii", "B")).toThrow(
      "T2w.json, B: a field of several values is no attribute: got an object",
    );
  });
});
