import { escapeHtml } from "./escape.js";

/** A cell: text to escape, with an optional quiet second part. */
export interface Cell {
  readonly text: string;
  readonly note?: string;
  /** Text columns are to the left, numbers to the right. */
  readonly isText?: boolean;
  /** HTML above the text, of a heading below it. */
  readonly drawing?: string;
  /** Any script and direction of writing. */
  readonly isName?: boolean;
  /** Set in bold: the best of its column. */
  readonly isBest?: boolean;
}

/** A number or word as a cell. */
export function cell(text: string, note?: string): Cell {
  return note === undefined ? { text } : { text, note };
}

/**
 * A box that scrolls sideways, also by keyboard: it has the focus like a link, and `name` is what a screen reader calls it.
 * `content` is HTML.
 */
export function scrollBox(
  name: string,
  content: string,
  look: "scroll" | "strip" = "scroll",
): string {
  return `<div class="${look}" tabindex="0" role="group" aria-label="${escapeHtml(name)}">${content}</div>`;
}

/**
 * A table in a box that scrolls sideways; the first column is text. `totals` rows are set apart below. With a `caption` the
 * first cell of each row is its heading; without, the box is called by its columns.
 */
export function htmlTable(
  header: readonly Cell[],
  rows: readonly (readonly Cell[])[],
  totals: readonly (readonly Cell[])[] = [],
  caption?: string,
): string {
  const head = header.map((title) => htmlCell(title, "col"));
  const line = (cells: readonly Cell[]): string =>
    cells
      .map((own, column) => htmlCell(own, caption !== undefined && column === 0 ? "row" : null))
      .join("");
  const body = [
    ...rows.map((cells) => `<tr>${line(cells)}</tr>`),
    ...totals.map((cells) => `<tr class="total">${line(cells)}</tr>`),
  ];
  const table = [
    `<table>${caption === undefined ? "" : `<caption>${escapeHtml(caption)}</caption>`}`,
    `<thead><tr>${head.join("")}</tr></thead>`,
    `<tbody>${body.join("\n")}</tbody>`,
    "</table>",
  ].join("\n");
  return scrollBox(caption ?? `Table: ${header.map(({ text }) => text).join(", ")}`, table);
}

function htmlCell(own: Cell, scope: "col" | "row" | null): string {
  const { text, note, drawing = "", isName } = own;
  const words = isName === true ? foreign(text) : escapeHtml(text);
  const quiet = note === undefined ? "" : ` <span class="quiet">${escapeHtml(note)}</span>`;
  const parts = scope === "col" ? [words, quiet, drawing] : [drawing, words, quiet];
  const content = `${classOf(own)}>${parts.join("")}`;
  return scope === null ? `<td${content}</td>` : `<th scope="${scope}"${content}</th>`;
}

/** A name of the user's, on its own in the direction of writing: it cannot turn round what stands beside it. */
export function foreign(text: string): string {
  return `<bdi>${escapeHtml(text)}</bdi>`;
}

function classOf({ isText, isBest }: Cell): string {
  const names = [...(isText === true ? ["text"] : []), ...(isBest === true ? ["best"] : [])];
  return names.length === 0 ? "" : ` class="${names.join(" ")}"`;
}

/** A section with a heading; `parts` are HTML. */
export function section(title: string, parts: readonly string[]): string {
  return `<section>\n<h2>${escapeHtml(title)}</h2>\n${parts.join("\n")}\n</section>`;
}

/** A quiet paragraph of plain text. */
export function remark(text: string): string {
  return `<p class="quiet">${escapeHtml(text)}</p>`;
}

/** Text in fixed width, as it is; a long line is scrolled, also by keyboard. */
export function preformatted(text: string): string {
  return `<pre tabindex="0">${escapeHtml(text.trimEnd())}</pre>`;
}
