/**
 * Rows of cells as aligned lines, two spaces between: the first `names` columns to the left, the others to the right. Lengths
 * are counted in code points.
 */
export function alignColumns(rows: readonly (readonly string[])[], names: number): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => [...(row[column] ?? "")].length)),
  );
  return rows.map((row) =>
    row
      .map((text, column) => {
        const padding = " ".repeat((widths[column] ?? 0) - [...text].length);
        return column < names ? text + padding : padding + text;
      })
      .join("  "),
  );
}
