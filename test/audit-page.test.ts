/** The page of an audit as a reader sees it: in Chromium, at two widths, light and dark, with the keyboard, on paper. */
import { describe, expect, it } from "vitest";
import { exampleAudit, exampleTarget, largeAudit } from "../fixtures/evaluation/example-audit.js";
import {
  exampleLabelsMasks,
  exampleMasks,
  exampleMaskShare,
  exampleNumberMasks,
} from "../fixtures/evaluation/example-masks.js";
import {
  exampleLabelsLooks,
  exampleLabelsSaliency,
  exampleLooks,
  exampleSaliency,
} from "../fixtures/evaluation/example-saliency.js";
import { auditHtml } from "../src/report/audit/audit-html.js";
import { comparedAuditsHtml } from "../src/report/audit/compared-audits-html.js";
import { describeInBrowser, views } from "./browser.js";
import { sidewaysScroll, unfold, weakTexts } from "./legible.js";

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

const example = auditHtml(exampleAudit());
const pages = {
  "2-groups": auditHtml(largeAudit(3, 2)),
  "20-groups": auditHtml(largeAudit(2, 20)),
  "100-groups": auditHtml(largeAudit(1, 100)),
  hostile: auditHtml(hostileAudit()),
  looks: auditHtml(exampleAudit({ saliency: exampleSaliency() }), {
    looks: [...exampleLooks(), ...exampleLooks().map((look) => ({ ...look, label: long }))],
  }),
  masks: auditHtml(
    exampleAudit({
      masks: [...exampleMasks(), ...exampleMasks(hostile, long)],
      saliency: {
        ...exampleSaliency(),
        methods: exampleSaliency().methods.map((own) => ({
          ...own,
          inside: [exampleMaskShare(), exampleMaskShare(long)],
        })),
      },
    }),
  ),
  "masks of a number": auditHtml(exampleAudit({ masks: [...exampleNumberMasks(), ...exampleNumberMasks(hostile, long)] })), // prettier-ignore
  "several labels": auditHtml(
    exampleAudit({
      masks: exampleLabelsMasks(["mass", long]),
      saliency: exampleLabelsSaliency(["mass", long]),
    }),
    { looks: exampleLabelsLooks(["mass", long]) },
  ),
  compared: comparedAuditsHtml(exampleAudit(), hostileAudit()),
};

const bodyColour = "getComputedStyle(document.body).backgroundColor";

describeInBrowser("page of an audit in Chromium", (show) => {
  describe.each(Object.entries(pages))("%s", (_, html) => {
    it.each(views)("is legible without sideways scrolling: $width px, $scheme", async (view) => {
      const page = await show(html, view);
      await unfold(page);
      const { seen, weak } = await weakTexts(page);
      expect(seen).toBeGreaterThan(50);
      expect(weak).toEqual([]);
      expect(await sidewaysScroll(page)).toBe(0);
      expect(await page.evaluate("globalThis.pwned === undefined")).toBe(true);
    });
  });

  it("shows another page in the dark", async () => {
    const light = await show(example, { width: 1200, scheme: "light" });
    expect(await light.evaluate(bodyColour)).toBe("rgb(255, 255, 255)");
    const dark = await show(example, { width: 1200, scheme: "dark" });
    expect(await dark.evaluate(bodyColour)).toBe("rgb(20, 23, 27)");
  });

  it.each([1200, 400])(
    "answers on the first screen: the answer, what next, and the first verdict: %i px",
    async (width) => {
      const page = await show(example, { width, height: 800 });
      const first = await page.locator(".verdicts tbody tr").first().boundingBox();
      expect((first?.y ?? NaN) + (first?.height ?? NaN)).toBeLessThan(800);
    },
  );

  it("is read with the keyboard: focus is seen, a link leads to its chapter, a chapter opens", async () => {
    const page = await show(example, { width: 1200 });
    await page.keyboard.press("Tab");
    const focus = `(() => { const own = document.activeElement; const { outlineStyle, outlineWidth } = getComputedStyle(own);
      return [own.tagName, outlineStyle, outlineWidth].join(" "); })()`;
    expect(await page.evaluate(focus)).toBe("A solid 3px");
    await page.keyboard.press("Enter");
    expect(await page.evaluate("location.hash")).toBe("#detail-0-2");
    const opened = page.locator("details.chapter[open]");
    await page.locator("details.chapter:not([open]) summary").first().focus();
    expect(await opened.count()).toBe(2);
    await page.keyboard.press("Enter");
    expect(await opened.count()).toBe(3);
  });

  it("is open and light on paper", async () => {
    const page = await show(example, { width: 1200, scheme: "dark" });
    const folded = page.locator("details.chapter:not([open])").first();
    const height = async () => (await folded.boundingBox())?.height;
    expect(await height()).toBeLessThan(60);
    await page.emulateMedia({ media: "print" });
    expect(await height()).toBeGreaterThan(600);
    expect(await page.evaluate(bodyColour)).toBe("rgb(255, 255, 255)");
  });
});
