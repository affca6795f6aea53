/** What the tests of the protocol are, by name. */
export const testMeanings: Readonly<Record<string, string>> = {
  iid: "label and attributes associated as in training; of a cohort its test part as it is",
  inverted: "the association turned round",
  balanced: "all combinations equally often",
};

/** Tests in the order of reports: the three of the protocol first, then others as they come. */
export function testsInOrder<Test>({
  results: { tests },
}: {
  readonly results: { readonly tests: Readonly<Record<string, Test>> };
}): [name: string, test: Test][] {
  const known = Object.keys(testMeanings);
  const names = [
    ...known.filter((name) => name in tests),
    ...Object.keys(tests).filter((name) => !known.includes(name)),
  ];
  return names.flatMap((name) => {
    const test = tests[name];
    return test === undefined ? [] : [[name, test]];
  });
}
