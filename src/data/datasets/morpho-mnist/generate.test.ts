import { describe, expect, it } from "vitest";
import { drawnBytes } from "../../../../fixtures/morpho-mnist/drawn.js";
import { createRng } from "../../../base/rng.js";
import { digitPixels } from "./constants.js";
import {
  createDigitGenerator,
  digitsPerJob,
  drawPerturbations,
  generateDigits,
} from "./generate.js";
import { runJobsInProcess } from "./run-jobs.js";

const digits = drawnBytes("digits");

describe("createDigitGenerator", () => {
  it("leaves plain, thins and thickens by code 0, 1, 2", () => {
    const generate = createDigitGenerator();
    for (const [code, name] of ["plain", "thin", "thick"].entries()) {
      const { images } = generate({ images: digits, perturbations: new Uint8Array(3).fill(code) });
      const wanted = drawnBytes(name);
      const differences = images.map((value, index) => Math.abs(value - (wanted[index] ?? 0)));
      expect(Math.max(...differences)).toBeLessThanOrEqual(1);
    }
  });

  it("refuses a code it does not know", () => {
    const job = { images: digits, perturbations: Uint8Array.of(0, 3) };
    expect(() => createDigitGenerator()(job)).toThrow(
      "morpho-mnist, digit 1 of the job: unknown perturbation: expected [plain,thin,thick], got 3",
    );
  });
});

describe("drawPerturbations", () => {
  it("draws each word for a third of the digits", () => {
    const drawn = drawPerturbations(30_000, createRng(0));
    for (const code of [0, 1, 2]) {
      // Five standard deviations of a binomial count: 5 · √(30000 · 2/9) = 408.
      expect(Math.abs(drawn.filter((value) => value === code).length - 10_000)).toBeLessThan(408);
    }
  });
});

describe("generateDigits", () => {
  it("gives the same bytes however the digits are cut into jobs, and reports each job", async () => {
    const count = digitsPerJob + 2;
    const images = new Uint8Array(count * digitPixels);
    for (let index = 0; index < count; index++) {
      const from = (index % 3) * digitPixels;
      images.set(digits.subarray(from, from + digitPixels), index * digitPixels);
    }
    const perturbations = drawPerturbations(count, createRng(1));
    const progress: number[] = [];
    const cut = await generateDigits(images, perturbations, runJobsInProcess, (done) =>
      progress.push(done),
    );
    expect(cut).toEqual(createDigitGenerator()({ images, perturbations }));
    expect(progress).toEqual([digitsPerJob, count]);
  });
});
