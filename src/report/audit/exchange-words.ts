import type { ExchangeEffect, TierFinding } from "../../evaluation/audit/audit-results.js";
import { showEstimate } from "./estimate-words.js";

/** What the heads of a run do where parts of the features are exchanged, in a line; none where the run has no parts. */
export function exchangeWords(exchange: TierFinding["exchange"]): string[] {
  if (exchange === undefined) return [];
  if ("reason" in exchange) return [`features not exchanged: ${exchange.reason}`];
  const { own_part: own, label_part: label } = exchange;
  return [
    `features exchanged, label equal: the attribute's part moves ${moved(own.on_label)}, and ${moved(own.on_attribute)}; ` +
      `the label's part moves ${moved(label.on_attribute)}`,
  ];
}

function moved({ class: name, value, effect, reads }: ExchangeEffect): string {
  if (!reads) return `P(${name}) not at all (its head does not read it)`;
  const sign = effect.value !== null && effect.value > 0 ? "+" : "";
  return `P(${name}) by ${sign}${showEstimate(effect)} with ${value}`;
}
