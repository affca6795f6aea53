import type {
  AuditedAttribute,
  AuditedGroup,
  AuditedTarget,
} from "../../evaluation/audit/audit-results.js";
import { shorten } from "../format.js";
import { cell, htmlTable, remark, type Cell } from "../html/elements.js";
import { markScale, renderMarkAxis, type MarkScale } from "../plots/interval-mark.js";
import { extentOf, measureTitle, showEstimate } from "./estimate-words.js";
import { compareByMeasure, mainMeasure, mainMeasures } from "./main-measures.js";
import { markCell } from "./mark-cell.js";

/** Up to so many groups are shown at once; of more the worst, and the rest on demand. */
const mostShown = 12;
const worstShown = 10;
const longestClass = 24;

/** One measure of the groups: its scale, the value of all rows, and which group is the worst. */
interface Column {
  readonly measure: string;
  readonly scale: MarkScale;
  readonly overall: number | null;
  readonly worst: string | undefined;
}

/** Ranked groups from the worst on, then those that are too small to rank. */
export function groupsInOrder({ groups }: AuditedAttribute, measure: string): AuditedGroup[] {
  const ranked = groups.filter((group) => group.ranked).sort(compareByMeasure(measure));
  return [...ranked, ...groups.filter((group) => !group.ranked)];
}

/** Main measures by group, drawn with intervals and n; the worst of each marked; all measures on demand. */
export function groupsBlock(attribute: AuditedAttribute, target: AuditedTarget): string {
  if (attribute.groups.length === 0) return remark("No row has a value of this attribute.");
  const groups = groupsInOrder(attribute, mainMeasure(target));
  const columns = mainMeasures(target).map((measure) => columnOf(measure, attribute, target));
  const shown = groups.length > mostShown ? groups.slice(0, worstShown) : groups;
  const rest = groups.slice(shown.length);
  const table = (own: readonly AuditedGroup[], caption: string): string =>
    htmlTable(
      headerOf(columns),
      own.map((group) => rowOf(group, columns, target)),
      [],
      caption,
    );
  const name = attribute.name;
  return [
    `<div class="groups">${table(shown, rest.length > 0 ? `Groups of ${name}: the worst ${shown.length} of ${groups.length}` : `Groups of ${name}, the worst first`)}</div>`,
    rest.length > 0 ? `<details><summary>The other ${rest.length} groups, from bad to good</summary><div class="groups">${table(rest, `The other groups of ${name}`)}</div></details>` : "",
    remark(wordsOf(attribute, groups, columns.length > 0)),
    furtherMeasures(groups, columns, name),
  ].join("\n"); // prettier-ignore
}

function columnOf(measure: string, attribute: AuditedAttribute, target: AuditedTarget): Column {
  const estimates = [target.overall, ...attribute.groups.map(({ measures }) => measures)];
  return {
    measure,
    scale: markScale(
      estimates.flatMap((measures) => extentOf(measures[measure])),
      // Shares and areas; errors of a number have no end.
      target.kind === "number" ? Infinity : 1,
    ),
    overall: target.overall[measure]?.value ?? null,
    worst: attribute.gaps.find((gap) => gap.measure === measure)?.worst,
  };
}

function headerOf(columns: readonly Column[]): Cell[] {
  return [
    cell("group"),
    ...columns.map(({ measure, scale }) => ({
      ...{ text: measureTitle(measure), drawing: renderMarkAxis(scale), isText: true },
    })),
  ];
}

function rowOf(group: AuditedGroup, columns: readonly Column[], target: AuditedTarget): Cell[] {
  return [
    { text: group.name, isName: true, note: sizeWords(group, target) },
    ...columns.map((column) => groupCell(group, column)),
  ];
}

/** "900 rows, 720 subjects, 25.0% are pneumonia; too small to rank". */
function sizeWords(group: AuditedGroup, { classes }: AuditedTarget): string {
  const { n, subjects, prevalence, ranked } = group;
  const positive = classes.length === 2 ? (classes[1] ?? "") : "";
  const share = prevalence[positive];
  return (
    [
      `${n} ${n === 1 ? "row" : "rows"}`,
      ...(subjects === n ? [] : [`${subjects} ${subjects === 1 ? "subject" : "subjects"}`]),
      ...(share === undefined
        ? []
        : [`${(100 * share).toFixed(1)}% are ${shorten(positive, longestClass)}`]),
    ].join(", ") + (ranked ? "" : "; too small to rank")
  );
}

function groupCell({ name, ranked, measures }: AuditedGroup, column: Column): Cell {
  const estimate = measures[column.measure] ?? { value: null, reason: "not computed" };
  const isWorst = ranked && name === column.worst;
  const kind = isWorst ? "worst" : ranked ? "usual" : "unranked";
  return markCell(estimate, column.scale, { kind, reference: column.overall });
}

function wordsOf(
  { missing }: AuditedAttribute,
  groups: readonly AuditedGroup[],
  isMeasured: boolean,
): string {
  const small = groups.filter(({ ranked }) => !ranked).length;
  return (
    (isMeasured
      ? "Disc: value, line: its interval, dashed: all rows; orange diamond: the worst group."
      : "Nothing is measured without predictions of the model.") +
    (small === 0 || !isMeasured
      ? ""
      : ` Hollow: ${small} ${small === 1 ? "group is" : "groups are"} too small to rank, shown but no candidate for the worst.`) +
    (missing === 0 ? "" : ` ${missing} rows without a value are in no group.`)
  );
}

/** The measures that are not drawn, as numbers; "" where there are none. */
function furtherMeasures(
  groups: readonly AuditedGroup[],
  columns: readonly Column[],
  name: string,
): string {
  const drawn = columns.map(({ measure }) => measure);
  const known = [...new Set(groups.flatMap(({ measures }) => Object.keys(measures)))];
  const measures = known.filter((measure) => !drawn.includes(measure));
  if (measures.length === 0) return "";
  const rows = groups.map((group): Cell[] => [
    { text: group.name, isName: true },
    cell(String(group.n)),
    ...measures.map((measure) => {
      const estimate = group.measures[measure];
      return cell(estimate === undefined ? "" : showEstimate(estimate));
    }),
  ]);
  const header = [cell("group"), cell("n"), ...measures.map((own) => cell(measureTitle(own)))];
  return `<details><summary>Further measures by group</summary><div class="dense">${htmlTable(header, rows, [], `Further measures of ${name}`)}</div></details>`;
}
