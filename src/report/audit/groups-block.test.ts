import { describe, expect, it } from "vitest";
import { exampleTarget, largeAudit, numberAudit } from "../../../fixtures/evaluation/example-audit.js"; // prettier-ignore
import type { AuditedTarget, AuditResults } from "../../evaluation/audit/audit-results.js";
import { groupsBlock, groupsInOrder } from "./groups-block.js";

function attributeOf(target: AuditedTarget | undefined, name: string) {
  const attribute = target?.attributes.find((own) => own.name === name);
  if (target === undefined || attribute === undefined) throw new Error(`no ${name}`);
  return { target, attribute };
}
const site = attributeOf(exampleTarget(), "site");
const page = groupsBlock(site.attribute, site.target);
const blockOf = ({ targets }: AuditResults, name: string): string => {
  const { attribute, target } = attributeOf(targets[0], name);
  return groupsBlock(attribute, target);
};
/** Row of a group: its cells as HTML. */
const rowOf = (html: string, group: string): string =>
  /<tr>.*?<\/tr>/gs.exec(html.slice(html.indexOf(`<tr><th scope="row"><bdi>${group}</bdi>`)))?.[0] ?? ""; // prettier-ignore

describe("groupsBlock", () => {
  it("sorts ranked groups from the worst, then the small ones, and never mixes them", () => {
    const names = groupsInOrder(site.attribute, "auroc").map(({ name }) => name);
    expect(names).toEqual(["site C", "site D", "site B", "site A", "site E"]);
    expect(page.indexOf("site C")).toBeLessThan(page.indexOf("site D"));
  });

  it("has value, interval and n under every point", () => {
    const cells = [...page.matchAll(/<svg class="mark".*?<\/td>/gs)].map(([text]) => text);
    const points = cells.filter((text) => text.includes("<circle") || text.includes("<path"));
    expect(points).toHaveLength(5 * 3 - 2);
    for (const point of points) expect(point).toMatch(/\d to \d\.\d{3}, n \d+<\/span><\/td>$/);
    expect(rowOf(page, "site D")).toContain("230 rows, 184 subjects, 25.0% are pneumonia");
  });

  it("marks the worst in word, shape and colour, and small groups as hollow and not ranked", () => {
    expect(page.match(/ worst <span/g)).toHaveLength(3);
    expect(page.match(/<path d="M0-6\.5/g)).toHaveLength(3);
    expect(rowOf(page, "site C")).toContain("0.710 worst ");
    const small = rowOf(page, "site E");
    expect(small).toContain("; too small to rank");
    expect(small).toContain("n/a (no positives)");
    expect(small).toMatch(/<circle [^>]*fill="#ffffff" stroke=/);
    expect(page).toContain("1 group is too small to rank");
    expect(rowOf(page, "site A")).not.toContain('fill="#ffffff"');
  });

  it("shows the worst ten of many, and the others on demand", () => {
    const many = blockOf(largeAudit(1, 100), "attribute 1");
    const [before = "", after = ""] = many.split("<details>");
    expect(before.match(/<tr><th scope="row">/g)).toHaveLength(10);
    expect(before).toContain("the worst 10 of 100");
    expect(after).toContain("The other 90 groups");
    expect(after.match(/<tr><th scope="row">/g)).toHaveLength(90);
    expect(blockOf(largeAudit(1, 12), "attribute 1")).not.toContain("The other");
  });

  it("shows a number, groups of nothing, and a missing measure", () => {
    const number = blockOf(numberAudit(), "view");
    expect(number).toMatch(/MAE.*mean error.*R²/s);
    expect(number).toContain("no interval: too few resamples, n 900");
    expect(number).not.toContain("pneumonia");
    expect(groupsBlock({ ...site.attribute, groups: [] }, site.target)).toContain("No row has a value"); // prettier-ignore
    const lacking = site.attribute.groups.map((group) => ({ ...group, measures: {} }));
    expect(groupsBlock({ ...site.attribute, groups: lacking }, site.target)).toContain("n/a (not computed)"); // prettier-ignore
  });
});
