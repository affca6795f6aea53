import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { linksNote, listFiles } from "./list-files.js";

const outside = mkdtempSync(join(tmpdir(), "unconfound-list-"));
afterAll(() => rmSync(outside, { recursive: true, force: true }));
const root = join(outside, "root");
for (const folder of ["b/deep", ".hidden", "a"]) mkdirSync(join(root, folder), { recursive: true });
const put = (path: string) => writeFileSync(join(outside, path), "");
for (const path of ["root/b/deep/2.png", "root/b/1.png", "root/.hidden/x", "root/.y", "secret"])
  put(path);
// "é" as macOS writes it.
put("root/a/e\u0301.png");

describe("listFiles", () => {
  it("lists files folder by folder, hidden ones left out, names composed", () => {
    expect(listFiles(root)).toEqual({
      files: ["a/é.png", "b/1.png", "b/deep/2.png"],
      complete: true,
      links: 0,
    });
    expect(listFiles(root, 2)).toMatchObject({ files: ["a/é.png", "b/1.png"], complete: false });
    expect(listFiles(root, 1)).toEqual({ files: ["a/é.png"], complete: false, links: 0 });
    expect(listFiles(join(root, "nowhere"))).toEqual({ files: [], complete: true, links: 0 });
  });

  it("follows links to files inside, and counts those that lead out, to folders and to nothing", () => {
    symlinkSync("../b/1.png", join(root, "a", "inside.png"));
    symlinkSync(join(outside, "secret"), join(root, "a", "out.png"));
    symlinkSync("../b", join(root, "a", "folder"));
    symlinkSync("gone", join(root, "a", "broken.png"));
    const found = listFiles(root);
    expect(found.files).toEqual(["a/inside.png", "a/é.png", "b/1.png", "b/deep/2.png"]);
    expect(linksNote(found)).toBe(
      "3 links were not followed: to a folder, to nothing or out of the folder",
    );
    expect(linksNote({ links: 1 })).toMatch(/^1 link was not/);
    expect(linksNote({ links: 0 })).toBeNull();
  });

  it("lists a folder that is reached by a link", () => {
    symlinkSync(root, join(outside, "linked"));
    expect(listFiles(join(outside, "linked")).files.length).toBe(4);
  });
});
