import { describe, expect, it } from "vitest";
import { roleTable } from "./role-table.js";

describe("roleTable", () => {
  it("writes the role of every part out, so that it stays a table where its cells are blocks", () => {
    const cells = [{ html: "<b>x</b>" }, { html: "y", isSure: true, side: "After" }];
    const html = roleTable("what", ["On", "A", "B"], [{ heading: "sex", cells }]);
    for (const role of ["table", "rowgroup", "row", "columnheader", "rowheader", "cell"]) {
      const tags = html.match(new RegExp(`role="${role}"`, "g"));
      expect([role, tags?.length]).toEqual([
        role,
        { table: 1, rowgroup: 2, row: 2, columnheader: 3, rowheader: 1, cell: 2 }[role],
      ]);
    }
    expect(html).toContain('<td role="cell" class="text"><b>x</b></td>');
    expect(html).toContain('<td role="cell" class="text sure" data-side="After">y</td>');
  });
});
