import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { exampleAudit, exampleGroup, exampleTarget, largeAudit, numberAudit } from "../../../fixtures/evaluation/example-audit.js"; // prettier-ignore
import { createRng } from "../../base/rng.js";
import type { AuditedAttribute, AuditResults } from "../../evaluation/audit/audit-results.js";
import { auditHtml } from "./audit-html.js";

/** What a test reads of an element; this program has no DOM types. */
interface Element {
  readonly tagName: string;
  readonly textContent: string;
  getAttribute(name: string): string | null;
  closest(selector: string): Element | null;
  querySelector(selector: string): Element | null;
  querySelectorAll(selector: string): Iterable<Element>;
}

const elementsOf = (html: string): Element =>
  (parseHTML(html) as { readonly document: unknown }).document as Element;
const reason = { value: null, reason: "no rows" } as const;

/** Nothing could be computed. */
function undefinedEverywhere(): AuditResults {
  const target = exampleTarget();
  const empty = (attribute: AuditedAttribute): AuditedAttribute => ({
    ...attribute,
    groups: attribute.groups.map((group) => ({
      ...group,
      ...{ ranked: false, calibration: [], prevalence: {} },
      measures: Object.fromEntries(Object.keys(group.measures).map((name) => [name, reason])),
    })),
    ...{ gaps: [], rates: reason, shift: reason },
    conditional: { statistic: "rank", value: reason, p: reason, permutations: 0 },
    verdict: null,
  });
  return exampleAudit({
    targets: [
      {
        ...target,
        threshold: { rule: "half", split: null, value: reason },
        overall: { auroc: reason },
        ...{ calibration: [], recalibration: reason, attributes: target.attributes.map(empty) },
      },
    ],
  });
}

const hostileNames = [
  "<script>globalThis.pwned = 1</script>",
  '"><img src=x onerror="globalThis.pwned = 1">',
  "\u202Eleft to right\u202C",
  "أنثى",
  "x".repeat(500),
  "&amp; 'quoted'",
];

function hostile(): AuditResults {
  const target = exampleTarget(hostileNames[0]);
  const noise = createRng(1);
  return exampleAudit({
    source: hostileNames[1] ?? "",
    targets: [target, { ...target, name: hostileNames[3] ?? "", classes: [...hostileNames].slice(0, 2) }].map((own) => ({
      ...own,
      attributes: own.attributes.map((attribute, index) => ({
        ...attribute,
        name: hostileNames[index] ?? "",
        groups: hostileNames.map((name) => exampleGroup(name, 100, 0.8, noise)),
        gaps: attribute.gaps.map((gap) => ({ ...gap, worst: hostileNames[0] ?? "", best: hostileNames[1] ?? "" })),
        verdict: attribute.verdict === null ? null : { ...attribute.verdict, line: hostileNames[index] ?? "" },
      })),
    })),
  }); // prettier-ignore
}

const pages = {
  "five attributes": auditHtml(exampleAudit()),
  "2 groups": auditHtml(largeAudit(3, 2)),
  "100 groups, several targets": auditHtml(largeAudit(2, 100, ["mass", "edema"])),
  "a number": auditHtml(numberAudit()),
  "nothing defined": auditHtml(undefinedEverywhere()),
  "hostile names": auditHtml(hostile()),
  "no targets": auditHtml(exampleAudit({ targets: [] })),
};

describe.each(Object.entries(pages))("auditHtml of %s", (_, page) => {
  const document = elementsOf(page);
  const all = (selector: string): Element[] => [...document.querySelectorAll(selector)];

  it("needs nothing but itself, and no script", () => {
    expect(all("script, link, iframe, img")).toEqual([]);
    expect(page).not.toMatch(/(?:src|href)="(?!#)|url\(|@import/);
    expect(page).not.toMatch(/NaN|undefined|\[object/);
  });

  it("has headings in order, one of them the first", () => {
    const levels = all("h1, h2, h3, h4").map(({ tagName }) => Number(tagName.slice(1)));
    expect(levels.filter((level) => level === 1)).toEqual([1]);
    expect(levels[0]).toBe(1);
    levels.slice(1).forEach((level, index) => {
      expect(level).toBeLessThanOrEqual((levels[index] ?? 0) + 1);
    });
  });

  it("has a caption and scopes in every table, words or none for every drawing", () => {
    for (const table of all("table")) expect(table.querySelector("caption")).not.toBeNull();
    for (const head of all("th")) expect(head.getAttribute("scope")).toMatch(/^(?:col|row)$/);
    for (const svg of all("svg")) {
      const isHidden = svg.closest('[aria-hidden="true"]') !== null;
      expect(isHidden || (svg.getAttribute("aria-label") ?? "") !== "").toBe(true);
    }
  });

  it("has names of its own for places, and links to them", () => {
    const names = all("[id]").map((element) => element.getAttribute("id"));
    expect(new Set(names).size).toBe(names.length);
    for (const link of all("a")) expect(names).toContain(link.getAttribute("href")?.slice(1));
  });
});

describe("auditHtml", () => {
  it("leaves hostile names as text, on their own in the direction of writing", () => {
    const document = elementsOf(pages["hostile names"]);
    const names = [...document.querySelectorAll("bdi")].map(({ textContent }) => textContent);
    for (const name of hostileNames) expect(names).toContain(name);
    expect([...document.querySelectorAll("[onerror]")]).toEqual([]);
  });

  it("says why nothing is defined, and never 0", () => {
    const page = pages["nothing defined"];
    expect(page).toContain("Nothing was asked: no attribute was audited.");
    expect(page.match(/n\/a \(no rows\)/g)?.length).toBeGreaterThan(50);
    expect(page).not.toContain("<circle cx=");
    expect(page).not.toContain("0.000");
  });

  it("is the same bytes for the same results, at most 5 MB for 20 attributes of 20 groups", () => {
    const large = largeAudit(20, 20);
    const page = auditHtml(large);
    expect(auditHtml(large)).toBe(page);
    expect(Buffer.byteLength(page)).toBeLessThan(5e6);
  });

  it("has pictures where they are handed in, and says why there are none", () => {
    const planes = [{ width: 8, height: 8, png: "iVBORw0KGgo=" }];
    const own = {
      target: "label",
      attribute: "view",
      group: "AP",
      label: "pneumonia",
      kind: "right" as const,
    };
    const cell = { ...own, pictures: [{ answered: "pneumonia", probability: 0.9, planes }] };
    const page = auditHtml(exampleAudit(), { pictures: { cells: [cell], perCell: 2, leftOut: 0 } });
    expect(page.match(/<img /g)).toHaveLength(1);
    const none = auditHtml(exampleAudit(), { pictures: { reason: "Left out of this page." } });
    expect(none).toContain("Pictures behind the groups: Left out of this page.");
  });

  it("leaves room for 2.5 MB of pictures at 20 attributes of 10 groups", () => {
    expect(Buffer.byteLength(auditHtml(largeAudit(20, 10)))).toBeLessThan(1.9e6);
  });
});
