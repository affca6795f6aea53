import type { CalibrationBin } from "../../evaluation/audit/audit-results.js";
import { escapeHtml } from "../html/escape.js";
import { palette } from "../palette.js";

const side = 200;
const left = 44;
const top = 8;
const width = left + side + 10;
const height = top + side + 50;

/**
 * Share of positives against the mean score of the rows with similar scores, as SVG; [0, 1] on both axes, the count of rows
 * below every point.
 *
 * On the dashed diagonal a score of 0.3 means three positives of ten. Below it the scores are too high. Few rows make a curve
 * jump: look at the counts. The words for who cannot see it list every point.
 */
export function renderCalibrationCurve(name: string, bins: readonly CalibrationBin[]): string {
  const x = (value: number): string => show(left + side * value);
  const y = (value: number): string => show(top + side * (1 - value));
  const line = bins.map(({ mean_score: score, positives }) => `${x(score)} ${y(positives)}`);
  return [
    `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(wordsOf(name, bins))}" font-size="10" fill="${palette.quiet}">`,
    `<rect x="${left}" y="${top}" width="${side}" height="${side}" fill="none" stroke="${palette.line}"/>`,
    `<path d="M${x(0)} ${y(0)}L${x(1)} ${y(1)}" stroke="${palette.quiet}" stroke-dasharray="3 3"/>`,
    ...[0, 0.5, 1].flatMap((tick) => [
      `<text x="${x(tick)}" y="${top + side + 26}" text-anchor="middle">${tick}</text>`,
      `<text x="${left - 4}" y="${show(top + side * (1 - tick) + 3)}" text-anchor="end">${tick}</text>`,
    ]),
    `<path d="M${line.join("L")}" fill="none" stroke="${palette.main}" stroke-width="1.6"/>`,
    ...bins.map(
      ({ mean_score: score, positives }) =>
        `<circle cx="${x(score)}" cy="${y(positives)}" r="3" fill="${palette.main}"/>`,
    ),
    `<text x="${left - 4}" y="${top + side + 12}" text-anchor="end">n</text>`,
    `<g font-size="8.5" text-anchor="middle">`,
    ...bins.map(
      ({ mean_score: score, n }) => `<text x="${x(middleOf(score))}" y="${top + side + 12}">${short(n)}</text>`, // prettier-ignore
    ),
    `</g><text transform="translate(10 ${y(0.5)}) rotate(-90)" text-anchor="middle">share of positives</text>`,
    `<text x="${x(0.5)}" y="${height - 6}" text-anchor="middle">mean score</text>`,
    "</svg>",
  ].join("");
}

function wordsOf(name: string, bins: readonly CalibrationBin[]): string {
  const points = bins.map(
    ({ mean_score: score, positives, n }) =>
      `${score.toFixed(2)}: ${positives.toFixed(2)} (n ${n})`,
  );
  return `Calibration of ${name}; mean score: share of positives. ${points.join("; ")}`;
}

/** Middle of the range of scores: counts stand under it, so that two of neighbouring ranges never touch. */
function middleOf(score: number): number {
  return (Math.min(9, Math.floor(10 * score)) + 0.5) / 10;
}

/** Four characters at most: they stand 20 pixels apart. */
function short(count: number): string {
  if (count < 1000) return String(count);
  if (count < 10_000) return `${(count / 1000).toFixed(1)}k`;
  return count < 1_000_000 ? `${Math.round(count / 1000)}k` : `${Math.round(count / 1e6)}M`;
}

function show(value: number): string {
  return String(Number(value.toFixed(1)));
}
