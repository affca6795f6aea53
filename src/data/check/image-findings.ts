import { at } from "../../base/ndarray.js";
import { mostFailures, type ImageFailure } from "../datasets/cohort/failures.js";
import { words, type Finding } from "./finding.js";
import type { SeenImages } from "./look-at-images.js";

/** Images that are missing or cannot be read; errors where there are more than training puts up with. */
export function failureFindings(failures: readonly ImageFailure[], rows: number): Finding[] {
  const severity = failures.length > mostFailures * rows ? "error" : "warning";
  const advice =
    severity === "error"
      ? `More than ${100 * mostFailures} % of the rows have no image, so training refuses: check images.root and the paths, or leave them out by a filter.`
      : "They are left out of training and tests; repair them, or leave them out by a filter.";
  const some = (kind: string, isMissing: boolean, one: string, many: string): Finding => {
    const own = failures.filter((failure) => failure.isMissing === isMissing);
    const items = own.map(({ row, message }) => ({ rows: [row], detail: message }));
    return { kind, severity, count: own.length, what: words(own.length, one, many), items, advice };
  };
  return [
    some("missing-files", true, "image is missing", "images are missing"),
    some("unreadable-files", false, "image cannot be read", "images cannot be read"),
  ];
}

/** Constant images, and files of another size than most. */
export function imageFindings(seen: Omit<SeenImages, "properties">): Finding[] {
  const constant = [...seen.rows.keys()].filter((index) => seen.constantImages[index] === 1);
  const usual = mostCommon(seen.fileShapes);
  const odd = [...seen.rows.keys()].filter((index) => seen.fileShapes[index] !== usual);
  const sizes = new Set(seen.fileShapes).size;
  return [
    {
      kind: "constant-images",
      severity: "warning",
      count: constant.length,
      what: `${words(constant.length, "image shows", "images show")} nothing: all samples are equal`,
      items: constant.map((index) => ({
        rows: [at(seen.rows, index)],
        detail: seen.constantFiles[index] === 1 ? "in the file" : "after preprocessing",
      })),
      advice:
        "Leave them out by a filter, or check the window or the steps where files are not constant.",
    },
    {
      kind: "odd-sizes",
      severity: "note",
      count: odd.length,
      what: `${words(odd.length, "file has", "files have")} another size than most (${usual}); there are ${sizes} sizes`,
      items: odd.map((index) => ({
        rows: [at(seen.rows, index)],
        detail: at(seen.fileShapes, index),
      })),
      advice:
        "Resizing changes them more than the others; if size goes with the label, it is a shortcut.",
    },
  ];
}

/** The first of those that are most frequent. */
function mostCommon(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best = "";
  for (const [value, count] of counts) if (count > (counts.get(best) ?? 0)) best = value;
  return best;
}
