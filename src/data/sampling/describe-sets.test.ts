import { expect, it } from "vitest";
import { toyTable } from "../../../fixtures/sampling/toy-table.js";
import { describeSets } from "./describe-sets.js";
import { formatRealisedTable, realisedTable } from "./realised-table.js";

it("adds nothing to tables of filled groups", () => {
  const tables = [toyTable("train", [40, 1, 1, 40]), toyTable("validation", [40, 10, 10, 40])];
  expect(describeSets(tables, "rebalance")).toBe(
    tables.map((table) => formatRealisedTable(table)).join("\n\n"),
  );
});

it("warns of groups without a training row, and says what rebalancing does with them", () => {
  const table = toyTable("train", [40, 0, 1, 40]);
  const text = (sampling: "natural" | "rebalance") =>
    describeSets([table], sampling).slice(formatRealisedTable(table).length);
  const warning =
    '\n\nwarning: train has no image of "clear, present": nothing in training tells ' +
    "label and attribute apart there";
  expect(text("natural")).toBe(warning);
  expect(text("rebalance")).toBe(`${warning}; rebalancing leaves them out`);
});

it("warns of an attribute that tells the label of every training row", () => {
  const text = describeSets([toyTable("train", [40, 0, 0, 40])], "natural");
  expect(text).toMatch(
    /\n\nwarning: marker tells lesion of every image of train: it may be lesion itself, and no method can part the two\nwarning: train has no image of "clear, present" and 1 other group: /,
  );
  expect(describeSets([toyTable("train", [40, 0, 0, 0])], "natural")).not.toContain("tells lesion");
});

it("warns of the smallest validation group, and of no test's", () => {
  const tables = [toyTable("validation", [40, 2, 3, 40]), toyTable("iid", [40, 2, 1, 40])];
  expect(describeSets(tables, "natural")).toMatch(
    /\n\nwarning: validation has 2 images of "clear, present": an epoch that is chosen by groups follows single images there$/,
  );
});

it("names the validation groups without an image, and the smallest of the others", () => {
  expect(describeSets([toyTable("validation", [40, 0, 1, 0])], "natural")).toMatch(
    /\n\nwarning: validation has no image of "clear, present" and "lesion, present": an epoch that is chosen by groups does not see them\nwarning: validation has 1 image of "lesion, absent": [^\n]*$/,
  );
  const planned = toyTable("validation", [40, 40, 0, 0]);
  const cells = planned.cells.map((cell, group) => ({ ...cell, asked: group < 2 ? 0.5 : 0 }));
  expect(describeSets([{ ...planned, cells }], "natural")).not.toContain("warning");
});

it("warns of groups that a test lacks, but not of those that its plan leaves empty", () => {
  const counts = [40, 2, 0, 0];
  const native = toyTable("iid", counts);
  expect(describeSets([native], "natural")).toMatch(
    /\n\nwarning: iid has no image of "lesion, absent" and 1 other group: its worst group is that of the groups that it has$/,
  );
  const asked = [0.9, 0.1, 0, 0];
  const planned = {
    ...native,
    cells: native.cells.map((cell, at) => ({ ...cell, asked: asked[at] ?? 0 })),
  };
  expect(describeSets([planned], "natural")).toBe(formatRealisedTable(planned));
});

it("gives tables of many groups a line each, and all of them where that is asked for", () => {
  const values = Array.from({ length: 20 }, (_, value) => `site ${value}`);
  const many = realisedTable({
    ...{ set: "balanced", pool: "test", n: 43, leftOut: 2, asked: null },
    label: { name: "lesion", valueNames: ["clear", "lesion"] },
    attributes: [{ name: "site", valueNames: values }],
    counts: Int32Array.from({ length: 40 }, (_, group) => (group === 7 ? 3 : 1)),
    available: new Int32Array(40).fill(9),
  });
  const line =
    "balanced (pool test): 43 rows, 2 left out for a missing value, 1 in no group (a value is missing); " +
    '40 of 40 groups have rows, 1 ("clear, site 0") to 3 ("clear, site 7")';
  const tables = [many, { ...many, set: "iid" }];
  expect(describeSets(tables, "natural")).toBe(
    [
      line,
      line.replace("balanced", "iid"),
      "`unconfound data check` with this run file lists every group.",
    ].join("\n"),
  );
  expect(describeSets(tables, "natural", "all")).toBe(
    tables.map((table) => formatRealisedTable(table)).join("\n\n"),
  );
});

it("hides small counts, and what they could be computed from, in tables, lines and warnings", () => {
  const table = toyTable("validation", [40, 30, 3, 20]);
  expect(describeSets([table], "natural", "all", 5)).toBe(
    `validation (pool train): 93 rows
lesion  marker   count   share  asked  available
clear   absent      40  0.4301      -         40
clear   present     30  0.3226      -         30
lesion  absent      <5       -      -         <5
lesion  present      *       -      -          *

warning: validation has groups with fewer than 10 images: an epoch that is chosen by groups follows single images there`,
  );
  const many = realisedTable({
    ...{ set: "train", pool: "train", n: 403, leftOut: 2, asked: null },
    label: { name: "lesion", valueNames: ["clear"] },
    attributes: [{ name: "site", valueNames: Array.from({ length: 40 }, (_, site) => `s${site}`) }],
    counts: Int32Array.from({ length: 40 }, (_, site) => (site === 7 ? 4 : 10)),
    available: new Int32Array(40),
  });
  expect(describeSets([many], "natural", "readable", 5)).toMatch(
    /^train \(pool train\): 403 rows, <5 left out for a missing value, \* in no group \(a value is missing\); 40 of 40 groups have rows\n/,
  );
});
