import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { debianFolder } from "../data/datasets/fashion-mnist/files.js";
import { downloadFashionMnist, fetchBytes } from "./download-fashion-mnist.js";

const folder = mkdtempSync(join(tmpdir(), "download-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("downloadFashionMnist", () => {
  it("keeps nothing of a mirror with another content", async () => {
    const asked: string[] = [];
    const mirror = (url: string) => {
      asked.push(url);
      return Promise.resolve(gzipSync("not the images"));
    };
    await expect(
      downloadFashionMnist("https://mirror/f/", join(folder, "a"), mirror, () => undefined),
    ).rejects.toThrow(
      "https://mirror/f/train-images-idx3-ubyte.gz: not the published file: SHA-256 of its content differs: " +
        "expected c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888, got ",
    );
    expect(asked).toEqual(["https://mirror/f/train-images-idx3-ubyte.gz"]);
    expect(existsSync(join(folder, "a"))).toBe(false);
    const cut = () => Promise.resolve(gzipSync("x".repeat(999)).subarray(0, 20));
    await expect(
      downloadFashionMnist("https://mirror", join(folder, "a"), cut, () => undefined),
    ).rejects.toThrow(/damaged or truncated gzip stream/);
  });

  it("says where else to get the files when it cannot connect", async () => {
    await expect(
      downloadFashionMnist("http://127.0.0.1:9", join(folder, "a"), fetchBytes, () => undefined),
    ).rejects.toThrow(
      /^http:\/\/127\.0\.0\.1:9\/train-images-idx3-ubyte\.gz: cannot be downloaded: got .*dataset-fashion-mnist/,
    );
  });

  it.skipIf(!existsSync(debianFolder))(
    `writes the four files, however the mirror packs them (skipped without ${debianFolder})`,
    async () => {
      const mirror = (url: string) => {
        const bytes = readFileSync(join(debianFolder, url.slice("https://mirror/".length)));
        return Promise.resolve(
          url.includes("labels") ? gzipSync(gunzipSync(bytes), { level: 1 }) : bytes,
        );
      };
      const done: number[] = [];
      await downloadFashionMnist("https://mirror", join(folder, "b"), mirror, (count) =>
        done.push(count),
      );
      expect(done).toEqual([1, 2, 3, 4]);
      expect(readdirSync(join(folder, "b")).sort()).toEqual([
        "t10k-images-idx3-ubyte.gz",
        "t10k-labels-idx1-ubyte.gz",
        "train-images-idx3-ubyte.gz",
        "train-labels-idx1-ubyte.gz",
      ]);
    },
  );
});
