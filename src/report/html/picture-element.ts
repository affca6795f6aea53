import type { ExamplePicture } from "../example-images.js";
import { escapeHtml } from "./escape.js";

/** Small pictures are enlarged by a whole number to at most this many CSS pixels, so that none is blurred. */
const shownSide = 128;

/** A picture inside the page, with room kept for it and `words` for who cannot see it. */
export function pictureElement(
  { plane, width, height, png }: ExamplePicture,
  words: string,
): string {
  const times = enlargement({ width, height });
  const alt = plane === undefined ? words : `${words}, ${plane}`;
  const attributes = {
    ...(times > 1 ? { class: "enlarged" } : {}),
    src: `data:image/png;base64,${png}`,
    width: String(times * width),
    height: String(times * height),
    alt,
    ...(plane === undefined ? {} : { title: plane }),
  };
  return `<img ${attributesText(attributes)}>`;
}

/** By how much a picture is enlarged. */
export function enlargement({ width, height }: Pick<ExamplePicture, "width" | "height">): number {
  return Math.max(1, Math.floor(shownSide / Math.max(width, height)));
}

/** Attributes of an element, `key="text"` each; texts are escaped. */
export function attributesText(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([key, text]) => `${key}="${escapeHtml(text)}"`)
    .join(" ");
}
