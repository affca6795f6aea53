import { expect, it } from "vitest";
import { selectionText } from "./selection-text.js";

it("names epoch and rule, and why the rule that was asked for has no say", () => {
  expect(selectionText({ rule: "loss", epoch: 3 })).toBe("epoch 3 by loss");
  const reason = "worst-group: no group has 50 rows";
  expect(selectionText({ rule: "last", epoch: 9, reason })).toBe(
    "epoch 9 by last (no epoch by worst-group: no group has 50 rows)",
  );
});
