/** How bad it is: results would be wrong; look before you train; good to know. */
export type Severity = "error" | "warning" | "note";

/** Something that a check has found in a cohort. */
export interface Finding {
  /** Of its sort, in kebab-case. */
  readonly kind: string;
  readonly severity: Severity;
  /** Images, groups of images or cells. */
  readonly count: number;
  /** What there are `count` of: `images are missing`. */
  readonly what: string;
  readonly items: readonly FindingItem[];
  /** A whole sentence. */
  readonly advice: string;
}

/** One of what was found. */
export interface FindingItem {
  /** Rows of the cohort that it is about; who prints it gives them names. */
  readonly rows: readonly number[];
  /** What is said beside the names; may be "". */
  readonly detail: string;
}

/** `image is missing` for one, `images are missing` for more. */
export function words(count: number, one: string, many: string): string {
  return count === 1 ? one : many;
}

const order: readonly Severity[] = ["error", "warning", "note"];

/** Errors first, each severity in the order given; without findings that found nothing. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return findings
    .filter(({ count }) => count > 0)
    .toSorted((left, right) => order.indexOf(left.severity) - order.indexOf(right.severity));
}
