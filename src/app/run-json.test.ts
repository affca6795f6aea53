import { describe, expect, it } from "vitest";
import { parseRunJson } from "./run-json.js";

describe("parseRunJson", () => {
  it("reads text and bytes", () => {
    expect(parseRunJson('{"a":[1,null]}', "x")).toEqual({ a: [1, null] });
    expect(parseRunJson(new TextEncoder().encode('"é"'), "x")).toBe("é");
  });

  it.each(["", '{"a":1', "NaN"])("names the file where it holds %j", (text) => {
    expect(() => parseRunJson(text, "run/plan.json")).toThrow(
      "run/plan.json: not JSON: the file is damaged. Copy the whole run folder again, or train again into another folder.",
    );
  });
});
