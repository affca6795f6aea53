/** The page of an audit as a reader sees it: in Chromium, at two widths, light and dark, with the keyboard, on paper. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exampleAudit, exampleTarget, largeAudit } from "../fixtures/evaluation/example-audit.js";
import { auditHtml } from "../src/report/audit/audit-html.js";
import { comparedAuditsHtml } from "../src/report/audit/compared-audits-html.js";
import { chromiumPath, openBrowser, type BrowserPage } from "./browser.js";

const hostile =
  '<script>globalThis.pwned = true</script>"><img src=x onerror="globalThis.pwned = true">';
const long = "x".repeat(400);

function hostileAudit() {
  const target = exampleTarget(hostile);
  const attributes = target.attributes.map((attribute, index) => ({
    ...attribute,
    name: [hostile, long, "أشعة الصدر"][index % 3] ?? "",
    groups: attribute.groups.map((group, place) => ({
      ...group,
      name: [hostile, long, "أنثى", "\u202Ereversed"][place % 4] ?? "",
    })),
  }));
  return exampleAudit({ source: hostile, targets: [{ ...target, attributes }, target] });
}

const pages = {
  example: auditHtml(exampleAudit()),
  "2-groups": auditHtml(largeAudit(3, 2)),
  "20-groups": auditHtml(largeAudit(2, 20)),
  "100-groups": auditHtml(largeAudit(1, 100)),
  hostile: auditHtml(hostileAudit()),
  compared: comparedAuditsHtml(exampleAudit(), hostileAudit()),
};

/**
 * Text whose contrast to what is behind it is below 4.5 (3 from 24 pixels on, or 18.66 in bold), as WCAG 2.2 has it; drawings
 * with their own fill. Backgrounds here are opaque.
 */
const weakTexts = `(() => {
  const channels = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = channels(colour).map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let own = element; own !== null; own = own.parentElement) {
      const colour = getComputedStyle(own).backgroundColor;
      if (channels(colour)[3] !== 0) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const weak = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (node.textContent.trim() === "" || element.checkVisibility() === false) continue;
    seen++;
    const style = getComputedStyle(element);
    const colour = element.closest("svg") === null ? style.color : style.fill;
    const [high, low] = [luminance(colour), luminance(behind(element))].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < (isLarge ? 3 : 4.5)) weak.push(node.textContent + " " + ratio.toFixed(2));
  }
  return { seen, weak };
})()`;

const views = [1200, 400].flatMap((width) =>
  (["light", "dark"] as const).map((scheme) => ({ width, scheme })),
);

describe.skipIf(chromiumPath === null)("page of an audit in Chromium", () => {
  const folder = mkdtempSync(join(tmpdir(), "unconfound-audit-page-"));
  const pathOf = (name: string): string => join(folder, `${name}.html`);
  let browser: BrowserPage;

  beforeAll(async () => {
    for (const [name, page] of Object.entries(pages)) writeFileSync(pathOf(name), page);
    browser = await openBrowser(chromiumPath ?? "");
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  describe.each(Object.keys(pages))("%s", (name) => {
    it.each(views)("is legible without sideways scrolling: $width px, $scheme", async (view) => {
      await browser.open(pathOf(name), view);
      await browser.evaluate(
        `document.querySelectorAll("details").forEach((own) => { own.open = true; })`,
      );
      const { seen, weak } = (await browser.evaluate(weakTexts)) as {
        seen: number;
        weak: string[];
      };
      expect(seen).toBeGreaterThan(50);
      expect(weak).toEqual([]);
      const width = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
      expect(await browser.evaluate(width)).toBe(0);
      expect(await browser.evaluate("globalThis.pwned === undefined")).toBe(true);
    });
  });

  it("shows another page in the dark", async () => {
    const colour = "getComputedStyle(document.body).backgroundColor";
    await browser.open(pathOf("example"), { width: 1200, scheme: "light" });
    expect(await browser.evaluate(colour)).toBe("rgb(255, 255, 255)");
    await browser.open(pathOf("example"), { width: 1200, scheme: "dark" });
    expect(await browser.evaluate(colour)).toBe("rgb(20, 23, 27)");
  });

  it("answers on the first screen: the answer, what next, and the first verdict", async () => {
    const lowest = (selector: string): string =>
      `document.querySelector('${selector}').getBoundingClientRect().bottom`;
    for (const width of [1200, 400]) {
      await browser.open(pathOf("example"), { width, height: 800 });
      expect(await browser.evaluate(lowest(".verdicts tbody tr"))).toBeLessThan(800);
    }
  });

  it("is read with the keyboard: focus is seen, a link leads to its chapter, a chapter opens", async () => {
    await browser.open(pathOf("example"), { width: 1200 });
    await browser.press("Tab");
    const focus = `(() => { const own = document.activeElement; const { outlineStyle, outlineWidth } = getComputedStyle(own);
      return [own.tagName, outlineStyle, outlineWidth].join(" "); })()`;
    expect(await browser.evaluate(focus)).toBe("A solid 3px");
    await browser.press("Enter");
    expect(await browser.evaluate("location.hash")).toBe("#detail-0-2");
    const toSummary = `document.querySelector("details.chapter:not([open]) summary").focus()`;
    await browser.evaluate(toSummary);
    const opened = `document.querySelectorAll("details.chapter[open]").length`;
    expect(await browser.evaluate(opened)).toBe(2);
    await browser.press("Enter");
    expect(await browser.evaluate(opened)).toBe(3);
  });

  it("is open and light on paper", async () => {
    const height = `document.querySelector("details.chapter:not([open])").getBoundingClientRect().height`;
    await browser.open(pathOf("example"), { width: 1200 });
    expect(await browser.evaluate(height)).toBeLessThan(60);
    await browser.open(pathOf("example"), { width: 1200, scheme: "light", media: "print" });
    expect(await browser.evaluate(height)).toBeGreaterThan(600);
    const colour = "getComputedStyle(document.body).backgroundColor";
    await browser.open(pathOf("example"), { width: 1200, scheme: "dark", media: "print" });
    expect(await browser.evaluate(colour)).toBe("rgb(255, 255, 255)");
  });
});
