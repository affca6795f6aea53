import type { ExamplePicture } from "../example-images.js";
import { escapeHtml } from "./escape.js";

/** Small pictures are enlarged by a whole number to at most this many CSS pixels, so that none is blurred. */
const shownSide = 128;

/** A picture as an element that holds it. @param words what it shows, for those who do not see it. */
export function examplePicture(
  { plane, width, height, png }: ExamplePicture,
  words: string,
): string {
  const times = Math.max(1, Math.floor(shownSide / Math.max(width, height)));
  const alt = plane === undefined ? words : `${words}, ${plane}`;
  const attributes = {
    ...(times > 1 ? { class: "enlarged" } : {}),
    src: `data:image/png;base64,${png}`,
    width: String(times * width),
    height: String(times * height),
    alt,
    ...(plane === undefined ? {} : { title: plane }),
  };
  const written = Object.entries(attributes).map(([key, text]) => `${key}="${escapeHtml(text)}"`);
  return `<img ${written.join(" ")}>`;
}
