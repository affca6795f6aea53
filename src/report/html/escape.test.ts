import { describe, expect, it } from "vitest";
import { escapeHtml } from "./escape.js";

describe("escapeHtml", () => {
  it("escapes content and quoted attributes, once", () => {
    expect(escapeHtml(`<a href="x" id='y'>&amp;`)).toBe(
      "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;",
    );
  });
});
