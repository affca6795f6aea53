import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { locateImage } from "./locate-image.js";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "locate-image-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const root = join(folder, "root");
const composed = "caf\u00e9";
const combining = "cafe\u0301";
mkdirSync(join(root, combining), { recursive: true });
writeFileSync(join(root, combining, "u\u0308.png"), "");
writeFileSync(join(root, "a b.png"), "");
writeFileSync(join(folder, "outside.png"), "");
symlinkSync(join(root, "a b.png"), join(root, "inside.png"));
symlinkSync(join(folder, "outside.png"), join(root, "out.png"));
symlinkSync(folder, join(root, "up"));
symlinkSync(join(folder, "nothing"), join(root, "broken.png"));

describe("locateImage", () => {
  it("finds files, through links that stay inside", async () => {
    expect(await locateImage(root, "a b.png")).toBe(join(root, "a b.png"));
    expect(await locateImage(root, "inside.png")).toBe(join(root, "a b.png"));
    expect(await locateImage(join(folder, "root", "."), combining)).toBe(join(root, combining));
  });

  it("finds names that the disk spells with combining letters", async () => {
    const file = join(root, combining, "u\u0308.png");
    expect(await locateImage(root, `${composed}/\u00fc.png`)).toBe(file);
  });

  it.each(["out.png", "up/outside.png", "up"])("refuses %s, which leads out", async (path) => {
    await expect(locateImage(root, path)).rejects.toThrow(
      `${path}: a link leads out of the root (root ${root}). Copy the file into the root, or make the root a folder that holds both.`,
    );
  });

  it("does not take a folder beside the root for its inside", async () => {
    mkdirSync(join(folder, "root-2"));
    writeFileSync(join(folder, "root-2", "a.png"), "");
    symlinkSync(join(folder, "root-2", "a.png"), join(root, "beside.png"));
    await expect(locateImage(root, "beside.png")).rejects.toThrow("a link leads out of the root");
  });

  it.each(["none.png", "broken.png", "a b.png/c.png", "none/c.png"])(
    "says that there is no %s",
    async (path) => {
      await expect(locateImage(root, path)).rejects.toThrow(
        `${path}: no such image (root ${root}). Check the path and images.root; capitals count.`,
      );
    },
  );

  it("refuses a root that is not there, and one name in two spellings", async () => {
    await expect(locateImage(join(folder, "x"), "a")).rejects.toThrow(
      `${join(folder, "x")}: no such folder (key images.root)`,
    );
    const twice = join(folder, "twice");
    mkdirSync(join(twice, "e\u0301\u0323"), { recursive: true });
    mkdirSync(join(twice, "e\u0323\u0301"), { recursive: true });
    const path = "e\u0323\u0301".normalize("NFC");
    await expect(locateImage(twice, path)).rejects.toThrow(
      `${path}: two files have this name in two Unicode spellings (folder ${twice}). Rename one of them.`,
    );
  });
});
