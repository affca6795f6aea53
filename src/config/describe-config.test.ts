import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { describeConfig } from "./describe-config.js";

describe("docs/configuration.md", () => {
  it("is what the schema says (`npm run docs` makes it anew)", () => {
    const stored = readFileSync(new URL("../../docs/configuration.md", import.meta.url), "utf8");
    expect(stored).toBe(describeConfig());
  });

  it("says what every key means", () => {
    const rows = describeConfig()
      .split("\n")
      .filter((line) => line.startsWith("| `"));
    expect(rows.length).toBeGreaterThan(40);
    // The name that chooses a variant needs no words of its own.
    const silent = rows.filter((row) => row.endsWith("|  |") && !/\.(name|by|dataset)` /.test(row));
    expect(silent).toEqual([]);
  });

  it("lists keys that stand in several places once, at the first", () => {
    const page = describeConfig();
    const listed = page.split("\n").filter((line) => line.includes(".penalty.lambda`"));
    expect(listed).toHaveLength(1);
    expect(page).toContain(
      "| `method[ibca].penalty` | keys of `method[pooled].penalty` | absent |",
    );
    expect(page).toContain(
      "| `method[pooled].penalty.measure` | keys of `method[mimm-x].measure` |",
    );
  });
});
