import { escapeHtml } from "./escape.js";
import { pageStyle } from "./style.js";

/** One self-contained page: `parts` are HTML, empty ones are left out; `style` is added to that of all pages. */
export function htmlPage(title: string, parts: readonly string[], style = ""): string {
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(title)}</title>`,
    `<style>${pageStyle}${style}</style>`,
    "</head>",
    "<body><main>",
    ...parts.filter((part) => part !== ""),
    "<footer>Made by Unconfound. For research; not for clinical use.</footer>",
    "</main></body>",
    "</html>",
    "",
  ].join("\n");
}
