import { describe, expect, it } from "vitest";
import { escapeMarkdown, fenced, markdownTable } from "./markdown.js";

describe("markdown", () => {
  it("shows text as it is, on one line", () => {
    expect(escapeMarkdown("a|b *c* _d_ `e` [f](g) <h> &\n# i")).toBe(
      "a\\|b \\*c\\* \\_d\\_ \\`e\\` \\[f\\](g) &lt;h> &amp; \\# i",
    );
  });

  it("fences text that holds fences", () => {
    expect(fenced("a\n````\n")).toBe("`````text\na\n````\n`````");
    expect(fenced("plain")).toBe("```text\nplain\n```");
  });

  it("makes pipe tables", () => {
    expect(
      markdownTable([
        ["group", "n"],
        ["a|b", "3"],
      ]),
    ).toBe("| group | n |\n| --- | ---: |\n| a\\|b | 3 |");
  });
});
