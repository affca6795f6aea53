/** A thousand mutated files to every reader; `npm run fuzz` reads as many as one has time for. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { FormatError } from "../../src/base/errors.js";
import { at } from "../../src/base/ndarray.js";
import { judge, unsoundArray, unsoundImage } from "./judge.js";
import { fuzzInput, runInput } from "./run-input.js";
import { fuzzTargets } from "./targets.js";

const scratch = mkdtempSync(join(tmpdir(), "fuzz-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const fixtures = fileURLToPath(new URL("../../fixtures", import.meta.url));
const targets = fuzzTargets({ fixtures, scratch });

/** Not that of `npm run fuzz`, so that the two do not read the same files. */
const seed = 2_000_000;

describe.each(targets.map((target) => [target.name, target] as const))("%s", (_, target) => {
  it("reads or refuses 1,000 mutated files", async () => {
    const count = { accepted: 0, refused: 0 };
    for (let number = 0; number < 1000; number++) {
      const verdict = await runInput(target, fuzzInput(target, seed, number));
      if (verdict.kind === "finding") throw new Error(`input ${number}: ${verdict.what}`);
      count[verdict.kind] += 1;
    }
    // Files that are all refused at their first byte would prove nothing.
    expect(Math.min(count.accepted, count.refused)).toBeGreaterThan(10);
  }, 300_000);

  it("reads a seed as it is", async () => {
    const verdicts: string[] = [];
    // Several times, for not all options suit a file.
    const draws = Math.max(target.seeds.length, 12);
    for (let number = 0; number < draws; number++) {
      const { bytes, seal } = at(target.seeds, number % target.seeds.length);
      const { options } = fuzzInput(target, seed, number);
      const whole = seal === undefined ? bytes : seal(bytes);
      verdicts.push((await judge(() => target.read(whole, options), target.sources)).kind);
    }
    expect(verdicts).toContain("accepted");
    expect(verdicts).not.toContain("finding");
  });
});

/** Readers of which no test beside them cuts a file at every byte. */
const uncut = ["dicom-tags", "dicom-series", "features", "medmnist", "parquet", "sidecar-levels"];

describe("a file cut off at any byte", () => {
  it.each([...uncut, "sidecar-facts", "csv", "csv-features"])(
    "is refused or sound: %s",
    async (name) => {
      const target = targets.find((candidate) => candidate.name === name);
      if (target === undefined) throw new Error(`no reader ${name}`);
      const { options } = fuzzInput(target, seed, 0);
      const shortest = target.seeds
        .filter(({ seal }) => seal === undefined)
        .toSorted((left, right) => left.bytes.length - right.bytes.length)[0];
      const bytes = shortest?.bytes ?? new Uint8Array(0);
      let refused = 0;
      for (let length = 0; length < bytes.length; length++) {
        const cut = bytes.slice(0, length);
        const verdict = await judge(() => target.read(cut, options), target.sources);
        if (verdict.kind === "finding") throw new Error(`${length} bytes: ${verdict.what}`);
        if (verdict.kind === "refused") refused += 1;
      }
      expect(refused).toBeGreaterThan(0);
    },
  );
});

describe("fuzzInput", () => {
  it("makes the same file of the same seed and number, and another of others", () => {
    for (const target of targets) {
      const { bytes } = fuzzInput(target, 1, 2);
      expect(fuzzInput(target, 1, 2).bytes).toEqual(bytes);
      expect(fuzzInput(target, 1, 3).bytes).not.toEqual(bytes);
      expect(fuzzInput(target, 2, 2).bytes).not.toEqual(bytes);
    }
  });
});

describe("judge", () => {
  const kindOf = async (read: () => string | null): Promise<unknown> => judge(read, ["a.x"]);

  it("takes errors of the house that name their file, and nothing else", async () => {
    const throwing = (error: Error) => () => {
      throw error;
    };
    expect(await kindOf(() => null)).toEqual({ kind: "accepted" });
    expect(await kindOf(throwing(new FormatError("a.x, byte 1", "bad")))).toEqual({
      kind: "refused",
    });
    expect(await kindOf(throwing(new FormatError("b.x", "bad")))).toEqual({
      kind: "finding",
      what: "message without its source: b.x: bad",
    });
    expect(await kindOf(throwing(new RangeError("a.x: bad")))).toMatchObject({ kind: "finding" });
    expect(await kindOf(() => "no size")).toEqual({ kind: "finding", what: "no size" });
  });

  it("knows unsound arrays and images", () => {
    const samples = { dtype: "uint8", shape: [1, 2, 3], data: new Uint8Array(6) } as const;
    const image = { samples, channels: "grey", spacingMm: null, affine: null } as const;
    expect(unsoundArray(samples)).toBeNull();
    expect(unsoundArray({ ...samples, shape: [1, NaN] })).toBe(
      "extents that are no counts: [1,NaN] uint8",
    );
    expect(unsoundArray({ ...samples, shape: [7] })).toBe("6 elements for [7] uint8");
    expect(unsoundImage(image)).toBeNull();
    expect(unsoundImage({ ...image, samples: { ...samples, shape: [6] } })).toBe(
      "not a picture or volume: [6]",
    );
    expect(unsoundImage({ ...image, channels: "rgb" })).toBe("rgb of [1,2,3]");
    expect(unsoundImage({ ...image, spacingMm: [1, 0] })).toBe("spacing [1,0] of [1,2,3]");
    expect(unsoundImage({ ...image, affine: [NaN] })).toBe("affine [NaN]");
  });
});
