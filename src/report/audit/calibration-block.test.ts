import { describe, expect, it } from "vitest";
import { exampleTarget, numberAudit } from "../../../fixtures/evaluation/example-audit.js";
import { calibrationBlock } from "./calibration-block.js";

const target = exampleTarget();
const site = target.attributes.find(({ name }) => name === "site");
if (site === undefined) throw new Error("no site");

describe("calibrationBlock", () => {
  it("has a curve for each group in the order of the table, the last on demand", () => {
    const page = calibrationBlock(site, target);
    const names = [...page.matchAll(/<figcaption><bdi>(.*?)<\/bdi>/g)].map(([, name]) => name);
    expect(names).toEqual(["site C", "site D", "site B", "site A", "site E"]);
    expect(page.split("<details>")[1]).toContain("The curve of the other group");
  });

  it("is nothing for a number", () => {
    const [number] = numberAudit().targets;
    const [first] = number?.attributes ?? [];
    if (number === undefined || first === undefined) throw new Error("no number");
    expect(calibrationBlock(first, number)).toBe("");
  });
});
