import type { AnyRunSummary } from "./run-summary.js";

/** What there is to know of a run, or of runs side by side, before its tests can be described. */
interface DescribedTests {
  /** The target is several answers of yes or no. */
  readonly isLabels: boolean;
  readonly hasAttributes: boolean;
  /** Names of the tests of a run. */
  readonly names: readonly string[];
  /** Those whose rows are taken as they are, not drawn by a plan; null: not known. */
  readonly asTheyAre: readonly string[] | null;
}

const known = ["iid", "inverted", "balanced"];
const asItIs = "the test part as it is";

/**
 * What the tests of the protocol are, by name; none of another name, but for those that are the test part as it is. Rows of
 * `plan: native` are what they are, whatever is associated in training. Of several answers, where a data set brings tests
 * of its own (canvas), it is the answers that come together, and no cell of attributes is balanced; where it brings none
 * the one test is the test part.
 */
export function describeTests(tests: DescribedTests): Readonly<Record<string, string>> {
  const { isLabels, hasAttributes, names, asTheyAre } = tests;
  if (isLabels && names.includes("inverted")) {
    return {
      iid: "labels come together as in training",
      inverted: "the association of labels turned round",
      balanced: "labels independent of each other",
    };
  }
  if (isLabels) return { iid: asItIs };
  const asInTraining = hasAttributes ? "label and attributes associated as in training" : "drawn as training is"; // prettier-ignore
  return {
    iid: asTheyAre === null ? `${asInTraining}; with plan native ${asItIs}` : asInTraining,
    inverted: "the association turned round",
    balanced: "all combinations equally often",
    ...Object.fromEntries((asTheyAre ?? []).map((name) => [name, asItIs])),
  };
}

/** {@link describeTests} of one run. */
export function testMeanings({
  data: { label, attributes },
  results: { tests },
  testsAsTheyAre = [],
}: Pick<AnyRunSummary, "data" | "testsAsTheyAre"> & WithTests<unknown>): Readonly<
  Record<string, string>
> {
  return describeTests({
    isLabels: label.labels !== undefined,
    hasAttributes: attributes.length > 0,
    names: Object.keys(tests),
    asTheyAre: testsAsTheyAre,
  });
}

interface WithTests<Test> {
  readonly results: { readonly tests: Readonly<Record<string, Test>> };
}

/** Tests in the order of reports: the three of the protocol first, then others as they come. */
export function testsInOrder<Test>({
  results: { tests },
}: WithTests<Test>): [name: string, test: Test][] {
  const names = [
    ...known.filter((name) => name in tests),
    ...Object.keys(tests).filter((name) => !known.includes(name)),
  ];
  return names.flatMap((name) => {
    const test = tests[name];
    return test === undefined ? [] : [[name, test]];
  });
}
