/** Pages in the Chromium that is installed, through playwright-core; nothing is ever downloaded. */
import { existsSync } from "node:fs";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, it } from "vitest";

const places = ["chromium", "chromium-browser", "google-chrome"].map((name) => `/usr/bin/${name}`);
const chromiumPath = process.env["CHROME_PATH"] ?? places.find((path) => existsSync(path));

/** How a page is looked at. */
export interface View {
  readonly width: number;
  readonly height?: number;
  readonly scheme?: "light" | "dark";
}

/** Shows HTML in a page of its own; the page shown before is closed. */
export type Show = (html: string, view: View) => Promise<Page>;

/** Both widths in both colour schemes. */
export const views = [1200, 400].flatMap((width) =>
  (["light", "dark"] as const).map((scheme) => ({ width, scheme })),
);

/** `describe` with a browser; where none is installed one test in their place is skipped, and a warning says why. */
export function describeInBrowser(title: string, tests: (show: Show) => void): void {
  if (chromiumPath === undefined) {
    const why = `no browser: install Chromium (${places.join(", ")}), or set CHROME_PATH`;
    process.emitWarning(`${title}: skipped, ${why}`);
    it(title, ({ skip }) => skip(why));
    return;
  }
  describe(title, () => {
    let browser: Browser;
    let shown: Page | undefined;
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: chromiumPath });
    });
    afterAll(() => browser.close());
    tests(async (html, view) => {
      await shown?.close();
      shown = await browser.newPage();
      await turn(shown, view);
      await shown.setContent(html);
      return shown;
    });
  });
}

/** Looks at the same page in another way. */
export async function turn(
  page: Page,
  { width, height = 900, scheme = "light" }: View,
): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme: scheme });
}
