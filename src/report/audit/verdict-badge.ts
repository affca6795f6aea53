import type { AuditVerdict } from "../../evaluation/audit/audit-results.js";
import { escapeHtml } from "../html/escape.js";
import { palette } from "../palette.js";
import { verdictTitle } from "./verdict-words.js";

const alert = `fill="${palette.alert}"`;
const hollow = `fill="${palette.background}" stroke-width="2"`;
const diamond = "M8 .5L15.5 8L8 15.5L.5 8Z";

/** A shape for each kind, told apart without colour: diamond, triangle, half disc, dashed square, ring. */
const shapes = {
  used: `<path d="${diamond}" ${alert}/>`,
  disparity: `<path d="M8 1L15.5 15H.5Z" ${alert}/>`,
  "encoded only": `<circle cx="8" cy="8" r="6" ${hollow} stroke="${palette.main}"/><path d="M8 2A6 6 0 0 0 8 14Z" fill="${palette.main}"/>`,
  "cannot tell": `<rect x="2" y="2" width="12" height="12" ${hollow} stroke="${palette.quiet}" stroke-dasharray="3 2"/>`,
  "nothing found": `<circle cx="8" cy="8" r="6" ${hollow} stroke="${palette.main}"/>`,
} satisfies Record<AuditVerdict["kind"], string>;

/** A verdict as a shape and its words; weak use is a hollow diamond. */
export function verdictBadge(verdict: AuditVerdict): string {
  const isWeak = verdict.kind === "used" && verdict.strength === "weak";
  const shape = isWeak
    ? `<path d="M8 2L14 8L8 14L2 8Z" ${hollow} stroke="${palette.alert}"/>`
    : shapes[verdict.kind];
  return (
    `<span class="badge"><svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">${shape}</svg>` +
    `<strong>${escapeHtml(verdictTitle(verdict))}</strong></span>`
  );
}
