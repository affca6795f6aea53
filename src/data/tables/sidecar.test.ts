import { describe, expect, it } from "vitest";
import { parseSidecarLevels } from "./sidecar.js";

const levels = (value: unknown) => parseSidecarLevels(JSON.stringify(value), "p.json");

describe("parseSidecarLevels", () => {
  it("names values, by text or by description", () => {
    const found = levels({
      sex: { Description: "as in the passport", Levels: { M: "male", F: " female " } },
      group: { Levels: { "1.0": { Description: "patient", TermURL: "x" }, "0": "control" } },
      age: { Units: "year" },
      Name: "a data set",
    });
    expect([...found.keys()]).toEqual(["sex", "group"]);
    expect([...(found.get("sex") ?? [])]).toEqual([
      ["M", "male"],
      ["F", "female"],
    ]);
    expect(found.get("group")?.get("1")).toBe("patient");
  });

  it.each<[unknown, string]>([
    [[1], "p.json: a sidecar is an object of fields: got a list"],
    [7, "p.json: a sidecar is an object of fields: got a single value"],
    [{ a: { Levels: ["x"] } }, "p.json, a.Levels: not an object of values and their names"],
    [
      { a: { Levels: { x: 1 } } },
      "p.json, a.Levels: a level has no name: got x. Give a text, or an object with Description.",
    ],
    [
      { a: { Levels: { x: "same", y: "same" } } },
      "p.json, a.Levels: two levels have one name: got [same,same]",
    ],
  ])("refuses %j", (value, message) => {
    expect(() => levels(value)).toThrow(message);
  });

  it("refuses what is no JSON", () => {
    expect(() => parseSidecarLevels("{", "p.json")).toThrow(
      /^p\.json: not a JSON file: got SyntaxError: /,
    );
  });
});
