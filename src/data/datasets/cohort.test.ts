import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { cohortOptions } from "../../../fixtures/cohort/open-options.js";
import { dicomUid, encodeDicom } from "../formats/encode-dicom.js";
import { createTagFacts } from "./cohort/tag-facts.js";
import { openCohort, openCohortImages, type CohortDataOptions } from "./cohort.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cohort-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const rowsOfPart = 4;
const tag = "ManufacturerModelName";

/** A table of three parts, its images of two devices in `images`, and how they are opened. */
function makeCohort(root: string): CohortDataOptions {
  const images = join(folder, "images");
  mkdirSync(images);
  const lines = ["image,label,part"];
  for (const part of ["train", "val", "test"]) {
    for (let row = 0; row < rowsOfPart; row++) {
      const name = `${part}${row}.dcm`;
      lines.push(`${name},${row % 2},${part}`);
      const bytes = encodeDicom({
        stored: { dtype: "uint8", shape: [2, 2], data: Uint8Array.of(0, 1, 2, lines.length) },
        photometric: "MONOCHROME2",
        attributes: {
          SOPClassUID: "1.2.840.10008.5.1.4.1.1.1",
          SOPInstanceUID: dicomUid(name),
          ManufacturerModelName: row < 2 ? "old" : "new",
        },
      });
      writeFileSync(join(images, name), bytes);
    }
  }
  writeFileSync(join(folder, "table.csv"), `${lines.join("\n")}\n`);
  return cohortOptions(folder, {
    root,
    attributes: [{ name: "device", tag, as: "classes", missing: "mask" }],
  });
}

it.each(["relative to the cohort file", "absolute"])(
  "reads tags below a root that is %s",
  async (kind) => {
    const { attributes, pools } = await openCohort(
      makeCohort(kind === "absolute" ? join(folder, "images") : "images"),
    );
    expect(attributes).toEqual([{ name: "device", kind: "read", valueNames: ["new", "old"] }]);
    expect([...(pools.test?.attributes["device"] ?? [])]).toEqual([1, 1, 0, 0]);
  },
);

it("names an image that is missing or damaged where its tag is read too", async () => {
  const options = makeCohort("images");
  rmSync(join(folder, "images", "train1.dcm"));
  writeFileSync(join(folder, "images", "train2.dcm"), Buffer.alloc(40, 7));
  const spec = {
    ...options.spec,
    attributes: options.spec.attributes.map((one) => ({ ...one, missing: "mask" as const })),
  };
  const { failures, cohort } = await openCohortImages({ ...options, spec }, 1);
  expect(failures.map(({ row, isMissing }) => [row, isMissing])).toEqual([
    [1, true],
    [2, false],
  ]);
  expect([...(cohort.attributes[0]?.codes ?? [])].slice(0, 4)).toEqual([1, -1, -1, 0]);
});

it("names an image that it loses since its tag cannot be read", async () => {
  const options = makeCohort("images");
  writeFileSync(join(folder, "images", "train2.dcm"), Buffer.alloc(40, 7));
  const spec = {
    ...options.spec,
    attributes: options.spec.attributes.map((one) => ({ ...one, missing: "drop" as const })),
  };
  const { failures, cohort, notices } = await openCohortImages({ ...options, spec });
  expect(failures).toEqual([]);
  expect(cohort.images).toHaveLength(3 * rowsOfPart - 1);
  expect(notices).toEqual(["1 image is left out:", expect.stringMatching(/^ {2}train2\.dcm/)]);
});

it.each(["mask", "drop"] as const)(
  "says that the images are missing, not that their attribute is empty: %s",
  async (missing) => {
    const options = makeCohort("images");
    const [device] = options.spec.attributes;
    if (device === undefined) throw new Error("no attribute");
    const spec = { ...options.spec, attributes: [{ ...device, missing }] };
    const refused = /^table\.csv: too many images are missing or damaged: .*images\.root/s;
    for (const image of readdirSync(join(folder, "images")).slice(0, 7)) {
      rmSync(join(folder, "images", image));
    }
    await expect(openCohortImages({ ...options, spec }, 0.5)).rejects.toThrow(refused);
    rmSync(join(folder, "images"), { recursive: true });
    await expect(openCohortImages({ ...options, spec }, 0.5)).rejects.toThrow(refused);
    await expect(openCohort({ ...options, spec })).rejects.toThrow(refused);
  },
);

it("names the cohort file where it asks for what the tables do not have", async () => {
  const options = makeCohort("images");
  const attributes = [{ name: "site", column: "iamge", as: "classes", missing: "mask" }] as const;
  await expect(openCohort({ ...options, spec: { ...options.spec, attributes } })).rejects.toThrow(
    "cohort.yml: attributes (entry 1).column: table.csv has no such column: expected image, label, part, got iamge. Did you mean image?",
  );
});

it("reads the tags of a series from its first file", () => {
  makeCohort("images");
  const images = join(folder, "images");
  for (const name of readdirSync(images)) {
    const one = readFileSync(join(images, name));
    rmSync(join(images, name));
    mkdirSync(join(images, name));
    writeFileSync(join(images, name, "1"), one);
    mkdirSync(join(images, name, "0"));
  }
  const facts = createTagFacts(images, { wanted: [tag], allowed: [], series: true });
  expect(facts.tag("train0.dcm", tag)).toBe("old");
  expect(facts.tag("test3.dcm", tag)).toBe("new");
  expect(facts.unreadable.size).toBe(0);
  rmSync(join(images, "val0.dcm", "1"));
  expect(facts.tag("val0.dcm", tag)).toBeNull();
  expect([...facts.unreadable.values()]).toEqual(["val0.dcm: cannot be read: got EISDIR"]);
});

it("names images that cannot be read, the first of training too", async () => {
  const options = makeCohort("images");
  const first = join(folder, "images", "train0.dcm");
  rmSync(first);
  mkdirSync(first);
  const spec = { ...options.spec, attributes: [] };
  const { failures } = await openCohortImages({ ...options, spec }, 1);
  expect(failures.map(({ row }) => row)).toEqual([0]);
});
