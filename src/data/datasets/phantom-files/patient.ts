import { createRng, type Rng } from "../../../base/rng.js";
import { at } from "../../../base/ndarray.js";
import { between } from "../phantom/variation.js";
import type { AssociatedName, PhantomFilesSettings } from "./settings.js";
import { targetNumbers } from "./target-number.js";

/** One image of a patient. Days are days since 1970-01-01. */
export interface PhantomVisit {
  /** From 1. */
  readonly number: number;
  readonly day: number;
  /** Years, with fractions. */
  readonly age: number;
  /** Whether the picture has the planted trace: marker or intensity. */
  readonly trace: 0 | 1;
  /** For the picture; never drawn from itself. */
  readonly rng: Rng;
}

/** Somebody who does not exist. */
export interface PhantomPatient {
  /** From 1; in every name and id. */
  readonly number: number;
  /** DICOM's way: family^given. */
  readonly name: string;
  readonly sex: "F" | "M";
  readonly birthDay: number;
  readonly finding: 0 | 1;
  readonly site: 0 | 1;
  readonly part: "train" | "validation" | "test";
  readonly visits: readonly PhantomVisit[];
  /** For what all images of the patient share; never drawn from itself. */
  readonly rng: Rng;
}

/** Age at the first visit, years. */
const ages = [40, 85] as const;
/** First and last day of first visits: 2018-01-01 and 2022-12-31. */
const firstDays = [17532, 19357] as const;
const daysOfYear = 365.25;

/**
 * Patient `index` (from 0) of the settings, by seed and index alone: patients do not change when there are more of them.
 *
 * Finding, sex and age are fair draws. Attribute a has the value of the finding (sex: M with a finding) with chance
 * `association` where it is associated, else a half; given the finding, attributes are independent. With a `target` that is
 * a number, one that is high at the first visit stands for the finding. Site and sex are
 * facts of the patient, the trace of an image. With `split` a patient is in train, validation or test with chances 0.7,
 * 0.15 and 0.15, and nothing is associated in test.
 */
export function drawPatient(settings: PhantomFilesSettings, index: number): PhantomPatient {
  const rng = createRng(settings.seed).child(`patient-${index}`);
  const draw = (name: string): number => rng.child(name).uniform();
  const finding = draw("finding") < 0.5 ? 1 : 0;
  const part = settings.split ? partOf(draw("part")) : "train";
  const along = (from: Rng, name: AssociatedName): 0 | 1 => {
    const associated = part !== "test" && settings.associated.includes(name);
    const follows = from.child(name).uniform() < (associated ? settings.association : 0.5);
    return follows === isHigh() ? 1 : 0;
  };
  const firstDay = Math.floor(between(rng.child("day"), ...firstDays));
  const birthDay = Math.floor(firstDay - daysOfYear * between(rng.child("age"), ...ages));
  const isHigh = (): boolean => {
    if (settings.target === undefined) return finding === 1;
    const { of, middle } = targetNumbers[settings.target];
    return of(rng, (firstDay - birthDay) / daysOfYear) >= middle;
  };
  const left = settings.images - index * settings.visits;
  let day = firstDay;
  const visits = Array.from({ length: Math.min(settings.visits, left) }, (_, visit) => {
    const visitRng = rng.child(`visit-${visit}`);
    if (visit > 0) day += Math.floor(between(visitRng.child("days"), 330, 400));
    const age = (day - birthDay) / daysOfYear;
    return { number: visit + 1, day, age, trace: along(visitRng, "trace"), rng: visitRng };
  });
  return {
    number: index + 1,
    name: inventName(rng.child("name")),
    sex: along(rng, "sex") === 1 ? "M" : "F",
    site: along(rng, "site"),
    ...{ birthDay, finding, part, visits, rng },
  };
}

function partOf(draw: number): "train" | "validation" | "test" {
  if (draw < 0.7) return "train";
  return draw < 0.85 ? "validation" : "test";
}

/** Names out of syllables: nobody's. */
function inventName(rng: Rng): string {
  const pick = (list: readonly string[]): string => at(list, rng.integer(list.length));
  const family = pick(["Quar", "Vel", "Dro", "Zim", "Har", "Pol", "Tres", "Kyn"]);
  const ending = pick(["vik", "mont", "bello", "ski", "naro", "dahl", "fern", "thwaite"]);
  const given = pick(["Ada", "Bo", "Cleo", "Dara", "Eli", "Fay", "Gil", "Hao", "Ira", "Jun"]);
  return `${family}${ending}^${given}`;
}

/** YYYY-MM-DD of a day since 1970-01-01. */
export function dateOf(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

/** P0001, or as BIDS has it sub-0001. */
export function patientId({ number }: PhantomPatient, style: "plain" | "bids"): string {
  return `${style === "bids" ? "sub-" : "P"}${String(number).padStart(4, "0")}`;
}
