import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { bar, createProgressLine, showDuration, type Terminal } from "./progress-bar.js";

const clearLine = "\r\u001b[2K";
const [red, plain] = ["\u001b[31m", "\u001b[39m"];

function recording(interactive: boolean, columns = 80): Terminal & { readonly written: string[] } {
  const written: string[] = [];
  return { interactive, columns, written, write: (text) => void written.push(text) };
}

describe("createProgressLine on a terminal", () => {
  it("draws over the line and takes it away before anything is printed", () => {
    const terminal = recording(true);
    const line = createProgressLine(terminal);
    line.update("one");
    line.update("two");
    line.print("for good");
    line.clear();
    line.update("three");
    line.clear();
    line.clear();
    expect(terminal.written).toEqual([
      "one",
      clearLine,
      "two",
      clearLine,
      "for good\n",
      "three",
      clearLine,
    ]);
  });

  it("cuts to one column less than there are, so that the line never wraps", () => {
    const terminal = recording(true, 5);
    createProgressLine(terminal).update("abcdefgh");
    expect(terminal.written).toEqual(["abcd"]);
  });

  it("counts no room for colours, and keeps the code that ends one", () => {
    const terminal = recording(true, 5);
    createProgressLine(terminal).update(`a${red}bc${plain}defgh${red}i${plain}`);
    expect(terminal.written).toEqual([`a${red}bc${plain}d${red}${plain}`]);
  });
});

describe("createProgressLine elsewhere", () => {
  it("prints whole lines, and neither updates nor codes", () => {
    const terminal = recording(false, 5);
    const line = createProgressLine(terminal);
    line.update("share of an epoch");
    line.print("epoch 1 of 24");
    line.clear();
    expect(terminal.written).toEqual(["epoch 1 of 24\n"]);
  });
});

describe("bar", () => {
  it.each([
    [0, "────────"],
    [0.5, "━━━━────"],
    [0.93, "━━━━━━━─"],
    [1, "━━━━━━━━"],
    [-1, "────────"],
    [7, "━━━━━━━━"],
  ])("shows a share of %d", (share, text) => {
    expect(stripVTControlCharacters(bar(share, 8))).toBe(text);
  });
});

describe("showDuration", () => {
  it.each([
    [-3, "0 s"],
    [0.4, "0 s"],
    [59.4, "59 s"],
    [59.6, "1 min 0 s"],
    [190, "3 min 10 s"],
    [3599.7, "1 h 0 min"],
    [7530, "2 h 5 min"],
  ])("%d seconds are %s", (seconds, text) => {
    expect(showDuration(seconds)).toBe(text);
  });
});
