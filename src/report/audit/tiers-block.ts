import type { AuditVerdict, TierFinding } from "../../evaluation/audit/audit-results.js";
import { foreign } from "../html/elements.js";
import { escapeHtml } from "../html/escape.js";
import { dependenceWords } from "./dependence-words.js";
import { exchangeWords } from "./exchange-words.js";
import { effectWords, moreSubjects } from "./verdict-words.js";

const meanings = {
  encoded: "can the attribute be read from the features?",
  disparity: "does the answer depend on it, given the label?",
  used: "does changing it change the answer?",
} satisfies Record<keyof AuditVerdict["tiers"], string>;

/** The three tiers of evidence side by side: state, evidence, effect with interval, adjusted p, measures of dependence. */
export function tiersBlock({ tiers }: AuditVerdict): string {
  const cards = (["encoded", "disparity", "used"] as const).map((name) => {
    const tier = tiers[name];
    const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    return [
      `<div class="tier ${name} ${classOf(tier)}"><h4>${title}: ${tier.state}</h4>`,
      `<p class="quiet">${meanings[name]}</p>`,
      `<p>${foreign(tier.evidence)}</p>`,
      ...[
        ...effectWords(tier),
        ...moreSubjects(tier).map((text) => `${text} for this tier`),
        ...dependenceWords(tier.dependence),
        ...exchangeWords(tier.exchange),
      ].map((text) => `<p class="number">${escapeHtml(text)}</p>`),
      "</div>",
    ].join("");
  });
  return `<div class="tiers">${cards.join("\n")}</div>`;
}

function classOf({ state }: TierFinding): string {
  return state === "found" ? "found" : state === "not found" ? "missed" : "open";
}
