/** What a reader of a page can and cannot read, asked of the browser. */
import type { Page } from "playwright-core";

/** WCAG 2.2: ratio of the relative luminances of two opaque colours, `#rrggbb` or `rgb(r, g, b)`; 1..21. */
export function contrast(first: string, second: string): number {
  const [low = 0, high = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const hex = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const channels = colour.startsWith("#") ? hex : (colour.match(/[\d.]+/g) ?? []).map(Number);
  const [red = 0, green = 0, blue = 0] = channels.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

interface ShownText {
  readonly text: string;
  readonly colour: string;
  readonly behind: string;
  readonly size: number;
  readonly weight: number;
}

const shownTexts = `(() => {
  const behind = (element) => {
    for (let own = element; own !== null; own = own.parentElement) {
      const colour = getComputedStyle(own).backgroundColor;
      if (colour !== "rgba(0, 0, 0, 0)") return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const isRead = node.textContent.trim() !== "" && element.closest("style, title, desc") === null;
    if (!isRead || !element.checkVisibility()) continue;
    const { color, fill, fontSize, fontWeight } = getComputedStyle(element);
    const colour = element.closest("svg") === null ? color : fill;
    texts.push({ text: node.textContent, colour, behind: behind(element), size: parseFloat(fontSize), weight: Number(fontWeight) });
  }
  return texts;
})()`;

/**
 * Texts whose contrast to the page behind them is below 4.5 (3 from 24 pixels on, or 18.66 in bold), as WCAG 2.2 has it, and
 * how many texts were seen. Beside axe-core, which leaves out what is drawn in SVG and what is scrolled out of sight.
 */
export async function weakTexts(page: Page): Promise<{ seen: number; weak: string[] }> {
  const texts = await page.evaluate<ShownText[]>(shownTexts);
  const weak = texts.flatMap(({ text, colour, behind, size, weight }) => {
    const isLarge = size >= 24 || (size >= 18.66 && weight >= 700);
    const ratio = contrast(colour, behind);
    return ratio < (isLarge ? 3 : 4.5) ? [`${text} ${ratio.toFixed(2)}`] : [];
  });
  return { seen: texts.length, weak };
}

/** Pixels by which the page is wider than the window. */
export async function sidewaysScroll(page: Page): Promise<number> {
  const width = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
  return Number(await page.evaluate(width));
}

/** Opens whatever is folded. */
export async function unfold(page: Page): Promise<void> {
  await page.evaluate(
    `document.querySelectorAll("details").forEach((own) => { own.open = true; })`,
  );
}
