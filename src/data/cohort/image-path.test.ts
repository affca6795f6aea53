import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normaliseImagePath } from "./image-path.js";

const normal = (text: string) => normaliseImagePath(text, "t.csv row 2");

describe("normaliseImagePath", () => {
  it.each([
    ["a.png", "a.png"],
    ["images\\p 1\\a.png", "images/p 1/a.png"],
    ["./images//a.png", "images/a.png"],
    [" images/b/../a.png ", "images/a.png"],
    ["series/", "series"],
    ["caf\u0065\u0301/\u00fc.png", "caf\u00e9/\u00fc.png"],
    ["..hidden/...", "..hidden/..."],
    ["sub-01/a:b.png", "sub-01/a:b.png"],
  ])("%j is %j", (text, path) => {
    expect(normal(text)).toBe(path);
  });

  const advice = "Paths start from images.root and stay inside it.";
  it.each([
    ["/etc/passwd", "the image path is absolute"],
    ["\\\\server\\share\\a.png", "the image path is absolute"],
    ["C:\\data\\a.png", "the image path has a drive letter"],
    ["c:a.png", "the image path has a drive letter"],
    ["./c:a.png", "the image path has a drive letter"],
    ["a/../c:", "the image path has a drive letter"],
    ["https://host/a.png", "the image path is a URL"],
    ["file:///a.png", "the image path is a URL"],
    ["../a.png", "the image path leaves the root"],
    ["a/../../b.png", "the image path leaves the root"],
    ["a\\..\\..\\b.png", "the image path leaves the root"],
    ["a\u0000.png", "the image path has a control character"],
    [".", "the image path names no file"],
    ["a/..", "the image path names no file"],
  ])("refuses %j", (text, reason) => {
    expect(() => normal(text)).toThrow(
      `t.csv row 2: ${reason}: got ${JSON.stringify(text)}. ${advice}`,
    );
  });

  it("never leaves the root, and is its own fixed point", () => {
    const part = fc.constantFrom("..", ".", "", "a", "b c", "\u0065\u0301", "c:", "\\", "/", "~");
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        let path: string;
        try {
          path = normal(parts.join("/"));
        } catch {
          return;
        }
        expect(path.split("/")).not.toContain("..");
        expect(path).not.toMatch(/^\/|\\|\/\/|^[a-z]:/i);
        expect(normal(path)).toBe(path);
      }),
    );
  });
});
