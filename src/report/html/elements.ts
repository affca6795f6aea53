import { escapeHtml } from "./escape.js";

/** A cell: text to escape, with an optional quiet second part. */
export interface Cell {
  readonly text: string;
  readonly note?: string;
  /** Text columns are to the left, numbers to the right. */
  readonly isText?: boolean;
  /** Set in bold: the best of its column. */
  readonly isBest?: boolean;
}

/** A number or word as a cell. */
export function cell(text: string, note?: string): Cell {
  return note === undefined ? { text } : { text, note };
}

/** A table in a box that scrolls sideways; the first column is text. `totals` rows are set apart below. */
export function htmlTable(
  header: readonly Cell[],
  rows: readonly (readonly Cell[])[],
  totals: readonly (readonly Cell[])[] = [],
): string {
  const head = header.map((title) => `<th${classOf(title)}>${escapeHtml(title.text)}</th>`);
  const line = (cells: readonly Cell[]): string => cells.map(htmlCell).join("");
  const body = [
    ...rows.map((cells) => `<tr>${line(cells)}</tr>`),
    ...totals.map((cells) => `<tr class="total">${line(cells)}</tr>`),
  ];
  return [
    '<div class="scroll"><table>',
    `<thead><tr>${head.join("")}</tr></thead>`,
    `<tbody>${body.join("\n")}</tbody>`,
    "</table></div>",
  ].join("\n");
}

function htmlCell(own: Cell): string {
  const { text, note } = own;
  const quiet = note === undefined ? "" : ` <span class="quiet">${escapeHtml(note)}</span>`;
  return `<td${classOf(own)}>${escapeHtml(text)}${quiet}</td>`;
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

/** Text in fixed width, as it is. */
export function preformatted(text: string): string {
  return `<pre>${escapeHtml(text.trimEnd())}</pre>`;
}
