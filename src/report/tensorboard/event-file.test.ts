import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { encodeEventFile, type ScalarEvent } from "./event-file.js";

const fixture = JSON.parse(
  readFileSync(new URL("../../../fixtures/report/events.json", import.meta.url), "utf8"),
) as { readonly events: readonly ScalarEvent[]; readonly bytes: string };

it("writes the bytes of TensorBoard's own writer, which its reader reads", () => {
  expect(Buffer.from(encodeEventFile(fixture.events)).toString("hex")).toBe(fixture.bytes);
});

it("starts with the version alone where there are no events", () => {
  const bytes = encodeEventFile([]);
  // uint64 length 24: a tag and a double, a tag, a length and 13 letters.
  expect([...bytes.subarray(0, 8)]).toEqual([24, 0, 0, 0, 0, 0, 0, 0]);
  expect(new TextDecoder().decode(bytes.subarray(23, 36))).toBe("brain.Event:2");
  expect(bytes).toHaveLength(8 + 4 + 24 + 4);
});
