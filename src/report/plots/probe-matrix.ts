import * as Plot from "@observablehq/plot";
import type { ProbeMatrix } from "../../probing/probing-results.js";
import { shorten, showFraction } from "../format.js";
import { palette } from "../palette.js";
import { renderPlot } from "./render-plot.js";

/** One field of the matrix: what a probe reads of `target` off the part of `part`. */
export interface MatrixField {
  readonly part: string;
  readonly target: string;
  readonly isOwn: boolean;
  /** |score − chance| / (1 − chance), at most 1; null without a score. */
  readonly strength: number | null;
  /** "0.974", or "n/a". */
  readonly text: string;
  /** The interval, "0.97–0.98". */
  readonly note: string;
}

/** A matrix part × target. */
export interface ProbeMatrixSpec {
  readonly title: string;
  readonly parts: readonly string[];
  readonly targets: readonly string[];
  readonly fields: readonly MatrixField[];
}

const fieldWidth = 96;
const fieldHeight = 52;
const longestName = 18;
/** Opacity of the main colour at full strength: text on it has a contrast above 4.5, on light pages and on dark ones. */
const fullStrength = 0.55;

/**
 * Balanced accuracy of a probe for each part (rows) and target (columns), fields of a part's own target
 * outlined. Colour is the distance from chance.
 *
 * The reader should see colour on the diagonal alone. A coloured field beside it: the part holds a variable
 * that is not its own. A pale field on the diagonal: the part has lost its own.
 */
export function probeMatrixSpec(title: string, { cells }: ProbeMatrix): ProbeMatrixSpec {
  return {
    title,
    parts: [...new Set(cells.map(({ part }) => part))],
    targets: [...new Set(cells.map(({ target }) => target))],
    fields: cells.map(({ part, target, score, chance }) => {
      const isOwn = part === target;
      if ("reason" in score) return { part, target, isOwn, strength: null, text: "n/a", note: "" };
      const { value, low, high } = score;
      return {
        part,
        target,
        isOwn,
        strength: Math.min(1, Math.abs(value - chance) / (1 - chance)),
        text: showFraction(value),
        note: `${low.toFixed(2)}–${high.toFixed(2)}`,
      };
    }),
  };
}

/** The matrix as SVG. */
export function renderProbeMatrix({ title, parts, targets, fields }: ProbeMatrixSpec): string {
  const longest = Math.max(...parts.map((part) => [...rowName(part)].length));
  const marginLeft = 16 + Math.ceil(6.4 * longest);
  const place = { x: "target", y: "part" } as const;
  return renderPlot({
    width: marginLeft + fieldWidth * targets.length + 8,
    height: 40 + fieldHeight * parts.length + 8,
    marginLeft,
    marginTop: 40,
    marginRight: 8,
    marginBottom: 8,
    ariaLabel: title,
    x: {
      domain: [...targets],
      axis: "top",
      label: "read for",
      labelAnchor: "left",
      labelArrow: "none",
      tickSize: 0,
      padding: 0,
      tickFormat: (name: string) => shorten(name, 14),
    },
    y: {
      domain: [...parts],
      label: null,
      tickSize: 0,
      padding: 0,
      tickFormat: (name: string) => rowName(name),
    },
    color: { type: "identity" },
    opacity: { type: "identity" },
    marks: [
      Plot.cell(fields, {
        ...place,
        inset: 2,
        // None at chance; grey without a score.
        fill: ({ strength }: MatrixField) => (strength === null ? palette.panel : palette.main),
        fillOpacity: ({ strength }: MatrixField) =>
          strength === null ? 1 : Number((fullStrength * strength).toFixed(3)),
        stroke: ({ isOwn }: MatrixField) => (isOwn ? palette.text : palette.line),
        strokeWidth: 1.5,
      }),
      Plot.text(fields, { ...place, text: "text", dy: -6, fontSize: 14, fontWeight: 600 }), // prettier-ignore
      Plot.text(fields, { ...place, text: "note", dy: 11, fontSize: 10.5 }),
    ],
  });
}

const rowName = (part: string): string => `part of ${shorten(part, longestName)}`;
