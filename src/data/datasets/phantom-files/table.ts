import { dateOf, patientId, type PhantomPatient, type PhantomVisit } from "./patient.js";
import { imagePath } from "./paths.js";
import { traceName, type PhantomFilesSettings } from "./settings.js";
import { phantomSites } from "./sites.js";
import { targetNumbers, type TargetColumn } from "./target-number.js";

/** Columns that may have empty cells. */
export type FactName = "finding" | TargetColumn | "sex" | "age" | "site" | "marker" | "intensity";

/** Facts of an image as the table tells them: "" where missing, a finding of -1 where uncertain. */
export function tableFacts(
  settings: PhantomFilesSettings,
  patient: PhantomPatient,
  visit: PhantomVisit,
): ReadonlyMap<FactName, string> {
  const chance = (name: string): number => visit.rng.child(name).uniform();
  const uncertain = chance("uncertain") < settings.uncertain;
  const facts: readonly (readonly [FactName, string])[] = [
    ["finding", uncertain ? "-1" : String(patient.finding)],
    ...targetFact(settings, patient, visit),
    ["sex", patient.sex],
    ["age", String(Math.floor(visit.age))],
    ["site", phantomSites[patient.site].name],
    [traceName(settings), visit.trace === 1 ? "present" : "absent"],
  ];
  return new Map(
    facts.map(([name, value]) => [name, chance(`missing ${name}`) < settings.missing ? "" : value]),
  );
}

/** The number that is to be learnt; none where it is the finding. */
function targetFact(
  { target }: PhantomFilesSettings,
  { rng }: PhantomPatient,
  { age }: PhantomVisit,
): (readonly [FactName, string])[] {
  if (target === undefined) return [];
  const { column, digits, of } = targetNumbers[target];
  return [[column, of(rng, age).toFixed(digits)]];
}

/** Name of the column of patients. */
export function patientColumn({ shows }: PhantomFilesSettings): string {
  return shows.format === "nifti" ? "participant_id" : "patient_id";
}

/** The table, one row an image: comma, header, no cell that needs quotes. */
export function imageTable(
  settings: PhantomFilesSettings,
  patients: readonly PhantomPatient[],
): string {
  const split = settings.split ? ["split"] : [];
  const number = settings.target === undefined ? [] : [targetNumbers[settings.target].column];
  const facts = ["finding", ...number, "sex", "age", "site", traceName(settings)];
  const header = ["image", patientColumn(settings), ...facts, "visit", "visit_date", ...split];
  const style = settings.shows.format === "nifti" ? "bids" : "plain";
  const lines = patients.flatMap((patient) =>
    patient.visits.map((visit) => [
      imagePath(settings, patient, visit),
      patientId(patient, style),
      ...tableFacts(settings, patient, visit).values(),
      String(visit.number),
      dateOf(visit.day),
      ...(settings.split ? [patient.part] : []),
    ]),
  );
  return [header, ...lines].map((cells) => `${cells.join(",")}\n`).join("");
}
