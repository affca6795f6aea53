import { describe, expect, it } from "vitest";
import type { Cell } from "../app/compare/cells.js";
import type { FromTraining } from "../app/training-process.js";
import { createCompareDisplay } from "./compare-display.js";
import { createProgressBlock, type Terminal } from "./progress-bar.js";

const escape = "\u001b";
const colours = new RegExp(`${escape}\\[[0-9;]*m`, "g");

function shown(interactive: boolean) {
  let text = "";
  const terminal: Terminal = { interactive, columns: 80, write: (part) => void (text += part) };
  return { terminal, text: () => text.replace(colours, "") };
}

const cell = (label: string, seed: number) =>
  ({
    setting: { name: "default" },
    variant: { label },
    seed,
    title: `${label} seed ${seed}`,
  }) as Cell;
const progress = (epoch: number, seconds: number): FromTraining => ({
  type: "progress",
  progress: { epoch, epochs: 4, batch: 10, batches: 10, terms: {}, seconds },
});
const epoch: FromTraining = { type: "epoch", line: {} };

describe("createCompareDisplay", () => {
  it("prints a budget after the first epoch, and a line for each end, where output is no terminal", () => {
    const { terminal, text } = shown(false);
    const display = createCompareDisplay(createProgressBlock(terminal), 2);
    const [a, b, c] = [cell("erm", 0), cell("erm", 1), cell("mimm", 0)];
    display.onWave({ wave: "runs", total: 4, waiting: [a, b, c], finished: [] });
    display.onStart(a);
    display.onStart(b);
    display.onMessage(a, progress(1, 60));
    display.onMessage(a, epoch);
    display.onEnd(a, { type: "finished", seconds: 240 });
    display.onEnd(b, { type: "failed", reason: "NaN" });
    expect(text()).toBe(
      [
        "4 runs, 1 of them done before",
        // a has 180 s left, b and c 240 s each: 660 s on two processes.
        "3 runs × about 4 min 0 s, 2 side by side: about 5 min 30 s left",
        "cell 2 of 4  erm seed 0: trained in 4 min 0 s",
        "cell 3 of 4  erm seed 1: failed: NaN",
        "",
      ].join("\n"),
    );
  });

  it("counts what a run takes around its training", () => {
    const { terminal, text } = shown(true);
    let time = 0;
    const display = createCompareDisplay(createProgressBlock(terminal), 1, () => time);
    const [a, b] = [cell("erm", 0), cell("erm", 1)];
    display.onWave({ wave: "runs", total: 2, waiting: [a, b], finished: [] });
    display.onStart(a);
    time = 20; // data are read
    display.onMessage(a, progress(1, 0));
    time = 80;
    display.onMessage(a, progress(4, 60));
    time = 120; // tests, probes, report
    display.onEnd(a, { type: "finished", seconds: 60 });
    display.onStart(b);
    expect(text()).toMatch(/cell 2 of 2, about 2 min 0 s left\s*$/);
  });

  it("knows the budget before the start from earlier runs", () => {
    const { terminal, text } = shown(false);
    const display = createCompareDisplay(createProgressBlock(terminal), 1);
    const finished = [{ cell: cell("erm", 0), seconds: 30 }];
    display.onWave({ wave: "search", total: 2, waiting: [cell("erm", 1)], finished });
    expect(text()).toBe(
      "2 trials of the search, 1 of them done before\n1 run × about 30 s, 1 side by side: about 30 s left\n",
    );
  });

  it("draws a line for each running cell and one for all on a terminal", () => {
    const { terminal, text } = shown(true);
    const display = createCompareDisplay(createProgressBlock(terminal), 2);
    const [a, b] = [cell("erm", 0), cell("mimm", 0)];
    display.onWave({ wave: "runs", total: 2, waiting: [a, b], finished: [] });
    display.onStart(a);
    display.onStart(b);
    display.onMessage(a, progress(2, 60));
    expect(text().split("\r").at(-1)?.split(`${escape}[J`).at(-1)).toBe(
      [
        "  ━━━━━━━━────────  erm seed 0  epoch 2/4",
        "  ────────────────  mimm seed 0  preparing",
        "cell 2 of 2, about 1 min 30 s left",
      ].join("\n"),
    );
  });
});
