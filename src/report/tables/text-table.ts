/**
 * Rows of cells as aligned text: the first column to the left, the others to the right, two spaces
 * between, no trailing spaces. Lengths are counted in code points.
 */
export function textTable(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => lengthOf(row[column] ?? ""))),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const padding = " ".repeat((widths[column] ?? 0) - lengthOf(cell));
          return column === 0 ? cell + padding : padding + cell;
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function lengthOf(text: string): number {
  return [...text].length;
}
