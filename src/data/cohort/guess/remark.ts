/** What was guessed of one key of a cohort file, and why: a line for the person who started it. */
export interface Remark {
  readonly key: "images" | "subject" | "target" | "attributes" | "split" | "preprocess";
  readonly text: string;
}

/** `2 of 10 rows`. */
export function shareText(count: number, rows: number): string {
  return `${count} of ${rows} rows`;
}
