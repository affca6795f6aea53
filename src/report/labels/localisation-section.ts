import type { LabelsSetResult } from "../../evaluation/labels/labels-results.js";
import type { Localisation, SetLocalisation } from "../../evaluation/labels/localisation.js";
import { showMetric } from "../format.js";
import { byTestTable } from "../html/by-test-table.js";
import { cell, htmlTable, remark, section, type Cell } from "../html/elements.js";
import type { LabelsRunSummary } from "../run-summary.js";
import { testsInOrder } from "../tests-in-order.js";

const columns = [
  ["pointing game", "pointing_game"],
  ["tolerant", "pointing_game_tolerant"],
  ["box, tolerant", "pointing_game_box"],
  ["attention inside", "attention_in_mask"],
  ["IoU", "iou"],
  ["chance", "mask_area"],
  ["chance, tolerant", "mask_area_tolerant"],
  ["chance, box", "box_area"],
] as const satisfies readonly (readonly [string, keyof Localisation])[];

/** Where the model looks, a row a test and the pointing game of each label; "" where it or the data do not say. */
export function localisationSection(summary: LabelsRunSummary): string {
  const sets = testsInOrder(summary).flatMap(([name, test]) =>
    "reason" in test || test.localisation === undefined ? [] : [[name, test.localisation] as const],
  );
  const [first] = sets;
  if (first === undefined) return "";
  const { tolerance } = first[1];
  const byLabel = byTestTable("pointing game", summary, pointingGames, (text) => text);
  return section("Where the model looks", [
    htmlTable(
      ["test", "labels", ...columns.map(([title]) => title)].map((text) => cell(text)),
      sets.map(([name, localisation]) => testRow(name, localisation)),
    ),
    remark(
      "Over the images whose answer is yes and whose object is known. Pointing game: the point of largest attention lies on the " +
        `object, tolerant: or less than ${tolerance.toFixed(1)} pixels beside it, or beside the smallest rectangle around it (box). Attention inside: share of the attention that lies on the ` +
        `object. IoU: of the object and the pixels of at least half the largest attention. Means over the labels.${besideWords(tolerance)}`,
    ),
    remark(
      "Chance is what attention to all places alike has: the object's share of the picture, for the pointing game, attention inside and " +
        "the IoU; tolerant with its margin, box with the rectangle's. Attention that lies elsewhere says that an answer need not come from the object; attention on " +
        "it does not say that it does. Of methods without attention it is the class activation map.",
    ),
    ...(byLabel === null ? [] : [byLabel]),
  ]);
}

/** Centres of pixels beside each other lie 1 apart: a tolerance of no more lets no pixel beside the object in. */
function besideWords(tolerance: number): string {
  return tolerance > 1
    ? ""
    : " In so small a picture no pixel beside the object lies so near: tolerant is the same as the pointing game, and box that of the rectangle alone.";
}

function testRow(name: string, localisation: SetLocalisation): Cell[] {
  return [
    cell(name),
    cell(String(localisation.labels)),
    ...columns.map(([, measure]) => cell(showMetric(localisation[measure]))),
  ];
}

function pointingGames({ labels }: LabelsSetResult): Record<string, string> {
  return Object.fromEntries(
    labels.flatMap(({ name, localisation }) =>
      localisation === undefined ? [] : [[name, showMetric(localisation.pointing_game)] as const],
    ),
  );
}
