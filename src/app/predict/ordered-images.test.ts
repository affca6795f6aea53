import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildSources } from "../../../fixtures/image-cache/build-sources.js";
import type { ImageFolder } from "../../../fixtures/image-cache/image-folder.js";
import { createImageFolder, imageOf } from "../../../fixtures/image-cache/image-folder.js";
import { inOrder, type OrderedImage, type OrderedOptions } from "./ordered-images.js";

const elements = 40;
let images: ImageFolder;
let options: Omit<OrderedOptions, "workers" | "ahead">;
beforeAll(() => {
  images = createImageFolder();
  const build = (entry: string) => pathToFileURL(buildSources(images.folder, entry));
  options = {
    maker: { module: build("fixtures/image-cache/maker.ts").href, data: { elements } },
    workerUrl: build("src/data/image-cache/make-worker.ts"),
    elements,
    signal: new AbortController().signal,
  };
});
afterAll(() => images.remove());

/** Jobs of these contents, numbered as rows of a table that has others too. */
const jobsOf = (contents: readonly string[]) =>
  contents.map((content, index) => ({
    row: 3 * index,
    name: content,
    paths: images.add(`${index}`, content).paths,
  }));

describe("inOrder", () => {
  it("hands images on in their order with any number of workers, however few are held", async () => {
    const contents = Array.from({ length: 50 }, (_, row) =>
      row % 10 === 4 ? `Damaged ${row}` : `image ${row}`,
    );
    const jobs = jobsOf(contents);
    for (const [workers, ahead] of [
      [1, 1],
      [3, 7],
      [2, 100],
    ] as const) {
      const seen: OrderedImage[] = [];
      await inOrder(jobs, (image) => Promise.resolve(void seen.push(image)), {
        ...options,
        ...{ workers, ahead },
      });
      expect(seen.map(({ row }) => row)).toEqual(jobs.map(({ row }) => row));
      for (const [index, { pixels, failure }] of seen.entries()) {
        const content = contents[index] ?? "";
        if (index % 10 === 4) expect(failure).toBe(`${content}, byte 0: damaged on purpose`);
        else expect(pixels).toEqual(imageOf(content, elements));
      }
    }
  });

  it("never holds more than it may", async () => {
    const jobs = jobsOf(Array.from({ length: 40 }, (_, row) => `held ${row}`));
    let handed = 0;
    let most = 0;
    const taken: number[] = [];
    const watched = jobs.map((job, index) => ({
      ...job,
      get paths() {
        taken[index] = handed;
        most = Math.max(most, index + 1 - handed);
        return job.paths;
      },
    }));
    await inOrder(
      watched,
      async () => {
        handed += 1;
        await new Promise((resolve) => setTimeout(resolve, 5));
      },
      { ...options, workers: 2, ahead: 6 },
    );
    expect(taken.length).toBe(40);
    // A worker takes as many as it is sent at a time, once there is room.
    expect(most).toBeLessThanOrEqual(2 * 6);
  });

  it("ends where a worker cannot start, though others wait for room", async () => {
    const jobs = jobsOf(Array.from({ length: 30 }, (_, row) => `waiting ${row}`));
    const maker = { module: pathToFileURL("/no/such/module.js").href, data: null };
    const onImage = () => Promise.resolve();
    await expect(
      inOrder(jobs, onImage, { ...options, maker, workers: 3, ahead: 2 }),
    ).rejects.toThrow("image cache: a worker cannot start");
  });

  it("ends with what the receiver throws, and with the reason of an abort", async () => {
    const jobs = jobsOf(["one", "two", "Loops", "three"]);
    await expect(
      inOrder(jobs, () => Promise.reject(new Error("full")), { ...options, workers: 2, ahead: 9 }),
    ).rejects.toThrow("full");
    const stop = new AbortController();
    const onImage = () => Promise.resolve(stop.abort(new Error("stopped")));
    await expect(
      inOrder(jobs, onImage, { ...options, signal: stop.signal, workers: 1, ahead: 9 }),
    ).rejects.toThrow("stopped");
  });
});
