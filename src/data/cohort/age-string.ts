/** Years of one unit of a DICOM age string; a year has 365.25 days. */
const yearsOf: Readonly<Record<string, number>> = {
  Y: 1,
  M: 1 / 12,
  W: 7 / 365.25,
  D: 1 / 365.25,
};

/**
 * Years that a DICOM age string (value representation AS) spells: `045Y` is 45, `018M` 1.5, `003W` and `010D` parts
 * of a year. Null for anything else.
 * @source DICOM PS3.5, 6.2.
 */
export function readAge(text: string): number | null {
  const found = /^(\d{3})([YMWD])$/.exec(text);
  const years = yearsOf[found?.[2] ?? ""];
  return found === null || years === undefined ? null : Number(found[1]) * years;
}
