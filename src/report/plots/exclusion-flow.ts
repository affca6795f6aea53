import { escapeHtml } from "../html/escape.js";
import { palette } from "../palette.js";
import type { FlowSummary } from "../run-summary.js";

/** A rectangle with lines of text; pixels. */
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly lines: readonly TextLine[];
  readonly look: "step" | "left-out" | "part";
}

interface TextLine {
  readonly text: string;
  readonly isStrong: boolean;
}

const stepWidth = 380;
const sideWidth = 300;
const sideLeft = stepWidth + 40;
const pageWidth = sideLeft + sideWidth;
const partGap = 20;
const partWidth = (pageWidth - 2 * partGap) / 3;
const lineHeight = 17;
const padding = 9;
/** Between two boxes, one below the other. */
const gap = 30;
/** Room for a character, pixels: the page cannot measure its fonts. */
const characterWidth = 6.6;
const strongCharacterWidth = 7.8;

/**
 * How the rows of a cohort came from tables to parts, as one SVG: from top to bottom what holds for the rows that stay
 * and how many they are, at the side what was left out, at the bottom the parts of the split.
 *
 * The reader should look for steps that take many, and for reasons that go with the label: such a cohort is not the
 * population. Who was never in the tables is not in it. For those who do not see it the same is in the description.
 */
export function renderExclusionFlow(flow: FlowSummary): string {
  const { boxes, arrows, last } = placeSteps(flow);
  const top = last.y + last.height + gap + 8;
  const parts = flow.parts.map(({ part, count }, index) =>
    boxOf(index * (partWidth + partGap), top, partWidth, "part", [
      ...wrap(part, partWidth, false),
      ...wrap(count, partWidth, true),
    ]),
  );
  const drawn = [...boxes, ...parts];
  const height = Math.max(...drawn.map((box) => box.y + box.height)) + 1;
  return svg(height, flow, [...arrows, ...branches(last, parts), ...drawn.map(drawBox)]);
}

/** Steps from top to bottom, what each lost at the side of the line that leads to it; `last` is where the parts begin. */
function placeSteps({ steps }: FlowSummary) {
  const boxes: Box[] = [];
  const arrows: string[] = [];
  let last: Box = boxOf(0, 1, stepWidth, "step", []);
  for (const [index, step] of steps.entries()) {
    const side = sideLines(step);
    const lines = [...wrap(step.what, stepWidth, false), ...wrap(step.count, stepWidth, true)];
    const hasSide = side.length > 0;
    const bottom = last.y + last.height;
    const room = hasSide ? Math.max(gap, heightOf(side) + 14) : gap;
    const own = boxOf(0, index === 0 ? 1 : bottom + room, stepWidth, "step", lines);
    // Nothing is above the tables: what was lost before stands beside them.
    const sideTop =
      index === 0
        ? own.y + Math.max(0, (own.height - heightOf(side)) / 2)
        : bottom + (room - heightOf(side)) / 2;
    const beside = boxOf(sideLeft, sideTop, sideWidth, "left-out", side);
    boxes.push(own, ...(hasSide ? [beside] : []));
    if (hasSide) {
      const [from, height] = index === 0 ? [stepWidth, own] : [stepWidth / 2, beside];
      arrows.push(arrow(from, middleOf(height), sideLeft, middleOf(height)));
    }
    if (index > 0) arrows.push(arrow(stepWidth / 2, bottom, stepWidth / 2, own.y));
    // Long reasons beside the tables push what follows down.
    last = index === 0 && hasSide ? { ...own, height: Math.max(own.height, beside.height) } : own;
  }
  return { boxes, arrows, last };
}

function sideLines({ excluded, reasons }: FlowSummary["steps"][number]): TextLine[] {
  if (excluded === null) return [];
  return [
    ...wrap(excluded, sideWidth, true),
    ...reasons.flatMap((reason) => wrap(reason, sideWidth, false)),
  ];
}

/** From the middle of the last step to the top of each part, by one line across. */
function branches(last: Box, parts: readonly Box[]): string[] {
  const from = last.y + last.height;
  const across = from + gap / 2;
  const middles = parts.map(({ x, width }) => x + width / 2);
  const ends = [stepWidth / 2, ...middles];
  return [
    line(stepWidth / 2, from, stepWidth / 2, across),
    line(Math.min(...ends), across, Math.max(...ends), across),
    ...parts.map((part, index) => arrow(middles[index] ?? 0, across, middles[index] ?? 0, part.y)),
  ];
}

function boxOf(
  x: number,
  y: number,
  width: number,
  look: Box["look"],
  lines: readonly TextLine[],
): Box {
  return { x, y, width, height: heightOf(lines), lines, look };
}

function heightOf(lines: readonly TextLine[]): number {
  return 2 * padding + lineHeight * lines.length;
}

function middleOf({ y, height }: Box): number {
  return y + height / 2;
}

/** Lines of words that fit into a box; a word that is longer than a line is broken. */
function wrap(text: string, width: number, isStrong: boolean): TextLine[] {
  const most = Math.floor(
    (width - 2 * padding - 4) / (isStrong ? strongCharacterWidth : characterWidth),
  );
  const lines: string[] = [];
  let own = "";
  for (const word of text.split(/\s+/)) {
    const whole = own === "" ? word : `${own} ${word}`;
    if ([...whole].length <= most) {
      own = whole;
      continue;
    }
    if (own !== "") lines.push(own);
    const letters = [...word];
    while (letters.length > most) lines.push(letters.splice(0, most).join(""));
    own = letters.join("");
  }
  return [...lines, own].map((line) => ({ text: line, isStrong }));
}

const looks: Readonly<Record<Box["look"], string>> = {
  step: `fill="${palette.panel}" stroke="${palette.main}" stroke-width="1.5"`,
  "left-out": `fill="${palette.background}" stroke="${palette.quiet}" stroke-dasharray="4 3"`,
  part: `fill="${palette.background}" stroke="${palette.main}" stroke-width="1.5"`,
};

function drawBox({ x, y, width, height, lines, look }: Box): string {
  const texts = lines.map(({ text, isStrong }, index) => {
    const weight = isStrong ? ` font-weight="600"` : "";
    const baseline = y + padding + lineHeight * index + 13;
    return `<text x="${show(x + padding + 2)}" y="${show(baseline)}"${weight}>${escapeHtml(text)}</text>`;
  });
  const frame = `<rect x="${show(x + 1)}" y="${show(y)}" width="${show(width - 2)}" height="${show(height)}" rx="3" ${looks[look]}/>`;
  return [frame, ...texts].join("");
}

function line(fromX: number, fromY: number, toX: number, toY: number): string {
  return `<path d="M${show(fromX)} ${show(fromY)}L${show(toX)} ${show(toY)}" stroke="${palette.quiet}" stroke-width="1.2" fill="none"/>`;
}

/** A line with a head at its end, to the right or down. */
function arrow(fromX: number, fromY: number, toX: number, toY: number): string {
  const [x, y] = [show(toX), show(toY)];
  const head =
    fromY === toY
      ? `M${x} ${y}L${show(toX - 7)} ${show(toY - 3.5)}V${show(toY + 3.5)}Z`
      : `M${x} ${y}L${show(toX - 3.5)} ${show(toY - 7)}H${show(toX + 3.5)}Z`;
  return `${line(fromX, fromY, toX, toY)}<path d="${head}" fill="${palette.quiet}"/>`;
}

function show(pixels: number): string {
  return String(Math.round(10 * pixels) / 10);
}

function svg(height: number, flow: FlowSummary, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="flow-title flow-text" width="${pageWidth}" height="${show(height)}" viewBox="0 0 ${pageWidth} ${show(height)}" font-family="system-ui, -apple-system, 'Segoe UI', sans-serif" font-size="12.5" fill="${palette.text}">`,
    '<title id="flow-title">From the tables to training, validation and test</title>',
    `<desc id="flow-text">${escapeHtml(flowText(flow).join(". "))}</desc>`,
    ...parts,
    "</svg>",
  ].join("\n");
}

/** The flow in words, an entry a step and a part: `Age at least 18: 988 rows of 790 subjects (12 rows left out)`. */
export function flowText({ steps, parts }: FlowSummary): string[] {
  return [
    ...steps.map(({ what, count, excluded, reasons }) => {
      const left = excluded === null ? "" : ` (${[excluded, ...reasons].join("; ")})`;
      return `${what}: ${count}${left}`;
    }),
    ...parts.map(({ part, count }) => `${part}: ${count}`),
  ];
}
