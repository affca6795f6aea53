/** `data make phantom` as a user meets it: what is printed, exit codes, what is left behind. */
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bin, openCommandLine } from "./command-line.js";

const { folder: root, unconfound } = openCommandLine("make");

describe("data make phantom", () => {
  it("writes a phantom with its table and README, and refuses the folder a second time", async () => {
    const out = join(root, "chest");
    const make = () => {
      const asked = ["data", "make", "phantom", "--format", "dicom", "--out", out];
      const small = ["--subjects", "3", "--visits", "2", "--size", "16", "--split"];
      return unconfound(...asked, ...small);
    };
    expect(await make()).toEqual({
      code: 0,
      out: `phantom: 6 images of 3 patients in ${out}\ntable    ${join(out, "table.csv")}\n`,
      err: "",
    });
    expect(readdirSync(out).sort()).toEqual(["README.md", "images", "table.csv"]);
    expect(readdirSync(join(out, "images"))).toHaveLength(6);
    expect(await make()).toEqual({
      code: 2,
      out: "",
      err: `error: --out: the folder is not empty: got ${out}. Choose another folder, or remove this one.\n`,
    });
  });

  it("leaves nothing of a phantom when it is interrupted", async () => {
    const parent = join(root, "parent");
    const out = join(parent, "phantom");
    mkdirSync(parent);
    const asked = ["data", "make", "phantom", "--format", "png", "--out", out];
    const child = spawn(process.execPath, [bin, ...asked, "--subjects", "1000000"], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    let err = "";
    child.stderr.on("data", (chunk: Buffer) => void (err += chunk.toString()));
    const begun = () => readdirSync(parent).length > 0;
    while (!begun()) await new Promise((resolve) => setTimeout(resolve, 20));
    const ended = new Promise((resolve) => child.on("exit", resolve));
    child.kill("SIGINT");
    expect(await ended).toBe(130);
    expect(err).toBe(`stopped; nothing was left of ${out}\n`);
    expect(readdirSync(parent)).toEqual([]);
  });
});
