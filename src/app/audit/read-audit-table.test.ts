import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { AuditColumns } from "./name-table-columns.js";
import { readAuditTable } from "./read-audit-table.js";

const folder = mkdtempSync(join(tmpdir(), "unconfound-audit-table-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function read(lines: readonly string[], columns: AuditColumns = {}) {
  const path = join(folder, "t.csv");
  writeFileSync(path, `${lines.join("\n")}\n`);
  return readAuditTable(path, columns);
}

describe("readAuditTable", () => {
  it("takes predictions.csv as it is", async () => {
    const { predictions, idColumn, notes } = await read([
      "split,id,subject,label,score,attr_sex,note",
      "validation,a,p,0,0.25,f,x",
      "test,b,p,1,0.5,m,y",
      "test,c,q,0,0.75,,z",
      "test,d,r,1,1,f,z",
    ]);
    expect(idColumn).toBe("id");
    expect(notes).toEqual(["score is taken for the probability of 1"]);
    expect(predictions).toEqual({
      kind: "classes",
      table: {
        split: ["validation", "test", "test", "test"],
        id: ["a", "b", "c", "d"],
        subject: ["p", "p", "q", "r"],
        attributes: [{ name: "sex", column: "attr_sex", values: ["f", "m", "", "f"] }],
        numbers: [],
        classNames: ["0", "1"],
        label: Int32Array.of(0, 1, 0, 1),
        probabilities: Float64Array.of(0.75, 0.25, 0.5, 0.5, 0.25, 0.75, 0, 1),
      },
    });
  });

  it("has classes in the order of their scores, a number by its values, and rows without a label", async () => {
    const ages = Array.from({ length: 12 }, (_, row) => `${["b", "a", ""][row % 3] ?? ""},${20 + row},0.2,0.7,0.1`); // prettier-ignore
    const { predictions } = await read(["dx,age,score_c,score_b,score_a", ...ages], {
      target: "dx",
      attributes: ["age"],
    });
    if (predictions.kind !== "classes") throw new Error(predictions.kind);
    const { table } = predictions;
    expect(table.classNames).toEqual(["c", "b", "a"]);
    expect([...table.label.slice(0, 4)]).toEqual([1, 2, -1, 1]);
    expect([...table.probabilities.slice(0, 3)]).toEqual([0.2, 0.7, 0.1]);
    expect(table.attributes).toEqual([]);
    expect(table.numbers?.[0]).toMatchObject({ name: "age", predictions: null });
    expect(table.split[0]).toBe("all rows");
    expect(table.subject[1]).toBe("row-3");
  });

  it("takes a number with its prediction and its bin, by their names in a predictions.csv", async () => {
    const lines = ["split,id,subject,label,prediction,bin,attr_sex", "test,a,p,40,42.5,<50,f", "test,b,q,60,55,>=50,m"]; // prettier-ignore
    const { predictions, notes } = await read(lines);
    expect(notes).toEqual(["prediction is taken for what is predicted of label, a number"]);
    expect(predictions).toEqual({
      kind: "number",
      table: {
        ...{ split: ["test", "test"], id: ["a", "b"], subject: ["p", "q"], numbers: [] },
        attributes: [{ name: "sex", column: "attr_sex", values: ["f", "m"] }],
        labels: Float64Array.of(40, 60),
        predictions: Float64Array.of(42.5, 55),
        bins: ["<50", ">=50"],
      },
    });
    const { predictions: bare } = await read(["age,sex", "40,f", "60,m"], { target: "age", as: "number", attributes: ["sex"] }); // prettier-ignore
    expect(bare).toMatchObject({ kind: "number", table: { predictions: null, bins: null } });
  });

  it("says where many classes may be a number, and names a number that is none", async () => {
    const ages = Array.from({ length: 24 }, (_, row) => `${20 + (row % 12)},${row % 2 === 0 ? "f" : "m"}`); // prettier-ignore
    const columns = { target: "age", attributes: ["sex"] };
    const { notes } = await read(["age,sex", ...ages], columns);
    expect(notes).toEqual(["age is taken for 12 classes: if it is a number, say --as number"]);
    await expect(read(["age,sex", "40,f", "old,m"], { ...columns, as: "number" })).rejects.toThrow(
      "t.csv row 3, column age: not a number: got old",
    );
  });

  it("refuses a class without a score, and scores that do not sum to 1", async () => {
    const rows = ["dx,sex,score_a,score_b", "a,f,0.5,0.5", "a,m,0.5,0.5", "c,f,0.5,0.5", "c,m,0.5,0.5"]; // prettier-ignore
    const columns = { target: "dx", attributes: ["sex"] };
    await expect(read(rows, columns)).rejects.toThrow(
      /t\.csv row 4, column dx: no score of this class: expected \[a,b\], got c$/,
    );
    const off = rows.map((row) => row.replace("c,f,0.5", "b,f,0.4").replace("c,m", "b,m"));
    await expect(read(off, columns)).rejects.toThrow(
      "t.csv row 4, columns score_*: sum of the scores: expected 1, got 0.9",
    );
  });
});
