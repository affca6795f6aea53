import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { drawnBytes } from "../../../../fixtures/morpho-mnist/drawn.js";
import { digitPixels } from "./constants.js";
import type { GeneratedDigits, GenerateJob, RunJobs } from "./generate.js";
import { runJobsInProcess, runJobsInWorkers } from "./run-jobs.js";

const jobs: GenerateJob[] = [0, 1, 2, 0, 1].map((digit, number) => ({
  images: drawnBytes("digits").subarray(digit * digitPixels, (digit + 1) * digitPixels),
  perturbations: Uint8Array.of(number % 3),
}));

const collect = async (run: RunJobs): Promise<Map<number, GeneratedDigits>> => {
  const results = new Map<number, GeneratedDigits>();
  await run(jobs, (number, result) => results.set(number, result));
  return new Map([...results].sort(([left], [right]) => left - right));
};

/** A worker of a few lines, since one cannot load TypeScript. */
const script = (body: string): URL =>
  new URL(
    `data:text/javascript,${encodeURIComponent(
      `import { parentPort } from "node:worker_threads";
       parentPort.on("message", ({ number, job }) => { ${body} });`,
    )}`,
  );

describe("runJobsInWorkers", () => {
  const echo = script(
    `const thickness = Float32Array.of(job.perturbations[0]);
     parentPort.postMessage({ number, result: { images: job.images, thickness } });`,
  );

  it.each([1, 2, 8])("runs every job once with %i workers", async (workers) => {
    const results = await collect(runJobsInWorkers({ workerUrl: echo, workers }));
    expect([...results.keys()]).toEqual([0, 1, 2, 3, 4]);
    for (const [number, { images, thickness }] of results) {
      expect(images).toEqual(Uint8Array.from(jobs[number]?.images ?? []));
      expect(thickness[0]).toBe(number % 3);
    }
  });

  it("sends a worker its own stretch, not the whole set behind it", async () => {
    const measure = script(
      `const thickness = Float32Array.of(job.images.buffer.byteLength);
       parentPort.postMessage({ number, result: { images: job.images, thickness } });`,
    );
    const results = await collect(runJobsInWorkers({ workerUrl: measure, workers: 1 }));
    expect([...results.values()].map(({ thickness }) => thickness[0])).toEqual(
      new Array(5).fill(digitPixels),
    );
  });

  it("does nothing for no jobs", async () => {
    await expect(runJobsInWorkers()([], () => {})).resolves.toBeUndefined();
  });

  it("says why a worker failed", async () => {
    const failing = (workerUrl: URL) => collect(runJobsInWorkers({ workerUrl, workers: 2 }));
    await expect(failing(script(`throw new Error("no memory");`))).rejects.toThrow(
      "morpho-mnist generator: a worker failed (reason no memory)",
    );
    await expect(failing(script(`process.exit(3);`))).rejects.toThrow(
      "morpho-mnist generator: a worker failed (reason exit code 3 before its jobs were done)",
    );
    await expect(failing(new URL("data:text/javascript,syntax error"))).rejects.toThrow(
      "morpho-mnist generator: a worker failed (reason",
    );
  });

  it("passes on what the receiver throws", async () => {
    const run = runJobsInWorkers({ workerUrl: echo, workers: 2 });
    const refuse = () => {
      throw new Error("disk full");
    };
    await expect(run(jobs, refuse)).rejects.toThrow("disk full");
  });

  const built = new URL(
    "../../../../dist/data/datasets/morpho-mnist/generate-worker.js",
    import.meta.url,
  );
  it.skipIf(!existsSync(built))(
    "gives the bytes of the in-process path (skipped without a build)",
    async () => {
      const inWorkers = await collect(runJobsInWorkers({ workerUrl: built, workers: 2 }));
      expect(inWorkers).toEqual(await collect(runJobsInProcess));
    },
  );
});
