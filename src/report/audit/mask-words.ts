import type {
  MaskBasis,
  MaskedRows,
  MaskResults,
  NumberMaskResults,
} from "../../evaluation/audit/mask-results.js";
import { showFraction, showNumber } from "../format.js";
import { showEstimate } from "./estimate-words.js";

/** Said wherever masks are. */
export const masksAreNoVerdict =
  "This shows where in the pictures answers come from, not what they go by: an attribute may show inside a mask, and a finding outside. No verdict rests on it.";

/** What taking out the inside of a mask does, in a line. */
export function maskLine(mask: MaskResults): string {
  const [all] = mask.groups;
  const name = maskTitle(mask);
  const said = "deviation" in mask ? `predictions move (${unitWords(mask)})` : "answers move";
  if (all === undefined) return `inside ${name}: no picture was measured (${leftOutWords(mask)})`;
  const { inside, control, difference } = all.moved;
  return (
    `inside ${name}: taken out, ${said} by ${showEstimate(inside)}; the same shape elsewhere ${showEstimate(control)}, ` +
    `difference ${showEstimate(difference)}; ${all.n} pictures`
  );
}

/** "lesion"; of several answers "lesion, mass". */
export function maskTitle(mask: MaskResults): string {
  return "label" in mask && mask.label !== undefined ? `${mask.name}, ${mask.label}` : mask.name;
}

/** "own unit; a standard deviation is 12.3". */
export function unitWords({ deviation }: NumberMaskResults): string {
  return `own unit; a standard deviation of the true values is ${showNumber(deviation)}`;
}

/** "12 without a mask, 3 with nothing inside"; "none" where none was left out. */
export function leftOutWords({ left_out }: Pick<MaskBasis, "left_out">): string {
  const { no_mask, empty, no_room, unreadable, more, unknown = 0 } = left_out;
  const parts = [
    [no_mask, "without a mask"],
    [empty, "with nothing inside"],
    [no_room, "without room for the same shape elsewhere"],
    [unreadable, "whose mask cannot be used"],
    [more, "beyond those that were enough"],
    [unknown, "whose answer is not known"],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`);
  return said.length === 0 ? "none" : said.join(", ");
}

/** What a group is called: "all pictures", "lesion: yes". */
export function maskedGroupName({ kind, name, value }: MaskedRows): string {
  return kind === "all" ? "all pictures" : `${name}: ${value}`;
}

/** What a table of a mask rests on: area, amounts, and what is not in it. */
export function maskBasis(mask: MaskBasis): string {
  const { area, amount, pictures } = mask;
  return (
    `${pictures} pictures; inside is on average ${showFraction(area)} of a picture. Left out: ${leftOutWords(mask)}. ` +
    `Filling changes the samples inside by ${showFraction(amount.inside)} and elsewhere by ${showFraction(amount.control)} (root mean square).`
  );
}
