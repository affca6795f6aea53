import { DataError } from "../../../base/errors.js";
import { at } from "../../../base/ndarray.js";
import type { Rng } from "../../../base/rng.js";
import { digitPixels, hiresPixels } from "./constants.js";
import { createDigitAnalyser } from "./digit-morphology.js";
import { createResampler } from "./resample.js";
import { createThicken, thin } from "./thickness-perturbation.js";

/** What is done to a digit of the `global` set; the index is the authors' code in their label files. */
export const globalPerturbations = ["plain", "thin", "thick"] as const;

/** A stretch of digits to perturb. */
export interface GenerateJob {
  /** uint8 [count, 28, 28]. */
  readonly images: Uint8Array;
  /** Index into {@link globalPerturbations} for each digit. */
  readonly perturbations: Uint8Array;
}

/** Result of a job, digit by digit. */
export interface GeneratedDigits {
  /** Perturbed digits, uint8 [count, 28, 28]. */
  readonly images: Uint8Array;
  /** Mean stroke thickness of each digit before the perturbation, low-res px. */
  readonly thickness: Float32Array;
}

/** Perturbs one job after another; owns its buffers. */
export type DigitGenerator = (job: GenerateJob) => GeneratedDigits;

/**
 * The generator of the `global` set. Deterministic: a digit's result depends on its pixels and its
 * perturbation alone, however the digits are cut into jobs.
 * @throws DataError for a perturbation code outside 0..2.
 */
export function createDigitGenerator(): DigitGenerator {
  const analyse = createDigitAnalyser();
  const { down } = createResampler();
  const thicken = createThicken();
  const picture = new Uint8Array(hiresPixels);
  return ({ images, perturbations }) => {
    const out = new Uint8Array(perturbations.length * digitPixels);
    const thickness = new Float32Array(perturbations.length);
    for (const [index, code] of perturbations.entries()) {
      const offset = index * digitPixels;
      const digit = analyse(images, offset);
      thickness[index] = digit.thickness;
      const perturbation = globalPerturbations[code];
      if (perturbation === undefined) {
        throw new DataError(`morpho-mnist, digit ${index} of the job`, "unknown perturbation", {
          expected: globalPerturbations,
          got: code,
        });
      }
      if (perturbation === "thin") thin(digit, picture);
      if (perturbation === "thick") thicken(digit, picture);
      down(perturbation === "plain" ? digit.binary : picture, out, offset);
    }
    return { images: out, thickness };
  };
}

/** One perturbation for each of `count` digits, uniform and with replacement. */
export function drawPerturbations(count: number, rng: Rng): Uint8Array {
  return Uint8Array.from({ length: count }, () => rng.integer(globalPerturbations.length));
}

/**
 * Runs all jobs and hands each result to `onResult` with the job's number, in any order. Fails with the
 * first failure of a job.
 */
export type RunJobs = (
  jobs: readonly GenerateJob[],
  onResult: (job: number, result: GeneratedDigits) => void,
) => Promise<void>;

/** Digits in one job: a tenth of a second of work, so that progress moves and workers end together. */
export const digitsPerJob = 250;

/**
 * Perturb `perturbations.length` digits. `onProgress` gets the number of digits done after each job.
 * @throws what `runJobs` throws.
 */
export async function generateDigits(
  images: Uint8Array,
  perturbations: Uint8Array,
  runJobs: RunJobs,
  onProgress: (done: number) => void,
): Promise<GeneratedDigits> {
  const count = perturbations.length;
  const out = new Uint8Array(count * digitPixels);
  const thickness = new Float32Array(count);
  const starts = Array.from(
    { length: Math.ceil(count / digitsPerJob) },
    (_, job) => job * digitsPerJob,
  );
  const jobs = starts.map((start) => ({
    images: images.subarray(start * digitPixels, (start + digitsPerJob) * digitPixels),
    perturbations: perturbations.subarray(start, start + digitsPerJob),
  }));
  let done = 0;
  await runJobs(jobs, (job, result) => {
    const start = at(starts, job);
    out.set(result.images, start * digitPixels);
    thickness.set(result.thickness, start);
    done += result.thickness.length;
    onProgress(done);
  });
  return { images: out, thickness };
}
