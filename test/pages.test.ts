/** Every kind of page as readers meet it, in Chromium: legible, and without barriers that axe-core knows of. */
import axe from "axe-core";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { stringify } from "yaml";
import { exampleRun } from "../fixtures/evaluation/example-run.js";
import { examplePages } from "../fixtures/report/example-pages.js";
import { htmlPage } from "../src/report/html/page.js";
import { methodSection } from "../src/report/html/run-sections.js";
import { describeInBrowser, turn, views } from "./browser.js";
import { sidewaysScroll, unfold, weakTexts } from "./legible.js";

/** Contrast is slow to find: of HTML alone, of the first rows of a table. {@link weakTexts} sees all, and drawings. */
const contrastOf = "*:not(svg, svg *, tr:nth-child(n+3), tr:nth-child(n+3) *)";
/** What is not about colour is the same in the dark. */
const colourRules = ["color-contrast", "link-in-text-block"];

/** What axe-core calls serious or critical, with the elements. */
async function barriers(page: Page, scheme: "light" | "dark"): Promise<string[]> {
  const options: axe.RunOptions = {
    resultTypes: ["violations"],
    ...(scheme === "dark" ? { runOnly: colourRules } : {}),
  };
  const answer = await page.evaluate(`axe.run(${JSON.stringify(options)})`);
  return (answer as axe.AxeResults).violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("\n")}`);
}

async function loadAxe(page: Page): Promise<void> {
  const rules: axe.Rule[] = [{ id: "color-contrast", selector: contrastOf }];
  await page.evaluate(axe.source);
  await page.evaluate(`axe.configure(${JSON.stringify({ rules })})`);
}

describeInBrowser("pages in Chromium", (show) => {
  it.each(Object.entries(examplePages))(
    "%s is legible and has no barriers, wide and narrow, light and dark",
    async (_, make) => {
      const page = await show(make(), { width: 1200 });
      await unfold(page);
      await loadAxe(page);
      for (const view of views) {
        await turn(page, view);
        const { seen, weak } = await weakTexts(page);
        expect(seen).toBeGreaterThan(50);
        const beyond = await sidewaysScroll(page);
        expect({ ...view, weak, beyond, barriers: await barriers(page, view.scheme) }).toEqual({
          ...view,
          ...{ weak: [], beyond: 0, barriers: [] },
        });
      }
    },
  );

  it("breaks settings that have no place to break at, where the page is narrow", async () => {
    // Without overflow-wrap the JSON of mimm-x made a page of 1034 px out of one of 400.
    const attention = Object.fromEntries(["features", "query", "learned"].map((key) => [key, [...key.repeat(3)]])); // prettier-ignore
    const text = stringify({ sampling: "natural", method: { name: "mimm-x", attention } });
    const summary = { ...exampleRun({ shortcutShare: 0, errorRate: 0 }), configText: text };
    const page = await show(htmlPage("long", [methodSection(summary)]), { width: 400 });
    expect(await page.textContent("section")).toContain('attention {"features":["f","e","a"');
    expect(await sidewaysScroll(page)).toBe(0);
  });

  it("finds a picture without words, pale text, and a page that is too wide", async () => {
    const pale = '<p style="color: #bbb">pale</p><svg><text y="9" fill="#bbb">drawn</text></svg>';
    const bad = htmlPage("bad", [`<img src="x" width="2000">${pale}`]);
    const page = await show(bad, { width: 1200 });
    await loadAxe(page);
    const found = await barriers(page, "light");
    expect(found.map((text) => text.split(":")[0])).toEqual(["color-contrast", "image-alt"]);
    expect((await weakTexts(page)).weak).toEqual(["pale 1.92", "drawn 1.92"]);
    expect(await sidewaysScroll(page)).toBeGreaterThan(500);
  });
});
