import type { ScalarEvent } from "./event-file.js";

/**
 * Events of a run from the text of its `metrics.jsonl` and `timing.jsonl`: one an epoch, with the epoch as step
 * and the seconds of training so far as time.
 *
 * Tags are the paths of the numbers in a line: `encoderSteps`, `terms/<name>`, `validation/loss`, `validation/accuracy`,
 * `validation/attributes/<name>/accuracy`, `validation/cross/<head>-><variable>`, and for the groups
 * `validation/groups/<group>/accuracy` (`…/mae` of a number). An undefined metric (value null) has no point in that epoch.
 */
export function runEvents(metrics: string, timing: string): ScalarEvent[] {
  const seconds = new Map(
    linesOf(timing).map(({ epoch, seconds }) => [epoch, Number(seconds)] as const),
  );
  return linesOf(metrics).map(({ epoch, ...rest }) => ({
    wallTime: seconds.get(epoch) ?? 0,
    step: Number(epoch),
    scalars: Object.fromEntries(scalarsOf("", rest)),
  }));
}

function linesOf(text: string): Record<string, unknown>[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Every number below `value`, with its path; the number of rows is no curve. */
function scalarsOf(path: string, value: unknown): (readonly [tag: string, value: number])[] {
  if (typeof value === "number") return path === "validation/n" ? [] : [[path, value]];
  if (Array.isArray(value)) {
    return value.flatMap(({ name, accuracy, mae }: Readonly<Record<string, unknown>>) => [
      ...scalarsOf(`${path}/${String(name)}/accuracy`, accuracy),
      ...scalarsOf(`${path}/${String(name)}/mae`, mae),
    ]);
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) =>
    scalarsOf(path === "" ? key : `${path}/${key}`, below),
  );
}
