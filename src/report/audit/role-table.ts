/**
 * A table whose roles are written out: on a narrow page its cells are blocks, which would end the table for a screen reader.
 * `caption`, `heads` and the cells of a row are HTML; the row's heading goes first.
 */
export function roleTable(
  caption: string,
  heads: readonly string[],
  rows: readonly RoleRow[],
): string {
  const head = heads.map((title) => `<th scope="col" role="columnheader">${title}</th>`).join("");
  const body = rows.map(
    ({ heading, cells }) =>
      `<tr role="row"><th scope="row" role="rowheader">${heading}</th>${cells.map(cellOf).join("")}</tr>`,
  );
  return [
    `<table class="verdicts" role="table"><caption>${caption}</caption>`,
    `<thead role="rowgroup"><tr role="row">${head}</tr></thead>`,
    `<tbody role="rowgroup">${body.join("\n")}</tbody>`,
    "</table>",
  ].join("\n");
}

/** A row of {@link roleTable}. */
export interface RoleRow {
  readonly heading: string;
  readonly cells: readonly RoleCell[];
}

/** A cell of it. */
export interface RoleCell {
  readonly html: string;
  /** Says how sure a verdict is, a line each. */
  readonly isSure?: boolean;
  /** Head of the column, written above the cell where the page is narrow. */
  readonly side?: string;
}

function cellOf({ html, isSure, side }: RoleCell): string {
  const look = isSure === true ? "text sure" : "text";
  const above = side === undefined ? "" : ` data-side="${side}"`;
  return `<td role="cell" class="${look}"${above}>${html}</td>`;
}
