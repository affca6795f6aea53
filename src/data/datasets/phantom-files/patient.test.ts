import { describe, expect, it } from "vitest";
import { at } from "../../../base/ndarray.js";
import { dateOf, drawPatient, patientId, type PhantomPatient } from "./patient.js";
import type { PhantomFilesSettings } from "./settings.js";

const count = 4000;
const settings: PhantomFilesSettings = {
  shows: { kind: "chest", format: "png", size: 16 },
  images: count,
  visits: 1,
  seed: 7,
  association: 0.9,
  associated: ["site", "trace"],
  difficulty: 0.5,
  missing: 0,
  uncertain: 0,
  split: false,
};
const draw = (change: Partial<PhantomFilesSettings> = {}, patients = count): PhantomPatient[] =>
  Array.from({ length: patients }, (_, index) => drawPatient({ ...settings, ...change }, index));

const traceOf = ({ visits }: PhantomPatient) => at(visits, 0).trace;
const shareOf = <T>(rows: readonly T[], holds: (row: T) => boolean) =>
  rows.filter(holds).length / rows.length;
/** Four standard deviations of a binomial share. */
const bound = (share: number, rows: number) => 4 * Math.sqrt((share * (1 - share)) / rows);
const expectShare = (share: number, wanted: number, rows: number) =>
  expect(Math.abs(share - wanted)).toBeLessThan(bound(wanted, rows));

describe("drawPatient", () => {
  it("associates what is asked, and nothing else", () => {
    const all = draw();
    expectShare(
      shareOf(all, ({ finding }) => finding === 1),
      0.5,
      count,
    );
    expectShare(
      shareOf(all, ({ finding, site }) => finding === site),
      0.9,
      count,
    );
    expectShare(
      shareOf(all, (one) => one.finding === traceOf(one)),
      0.9,
      count,
    );
    expectShare(
      shareOf(all, ({ finding, sex }) => (finding === 1) === (sex === "M")),
      0.5,
      count,
    );
    // Given the finding, site and trace are independent: both agree with it in 0.81.
    expectShare(
      shareOf(all, (one) => one.finding === one.site && one.finding === traceOf(one)),
      0.81,
      count,
    );
  });

  it("associates sex too, in both directions, and nothing at 0.5", () => {
    const agreement = (association: number) =>
      shareOf(draw({ association, associated: ["sex"] }), ({ finding, sex }) => {
        return (finding === 1) === (sex === "M");
      });
    for (const wanted of [0, 0.2, 0.5, 0.75, 1]) {
      const share = agreement(wanted);
      expect(Math.abs(share - wanted)).toBeLessThanOrEqual(bound(wanted, count));
    }
  });

  it("puts patients into parts, and associates nothing in test", () => {
    const all = draw({ split: true });
    const inPart = (part: string) => all.filter((one) => one.part === part);
    expectShare(inPart("train").length / count, 0.7, count);
    expectShare(inPart("validation").length / count, 0.15, count);
    expectShare(inPart("test").length / count, 0.15, count);
    for (const [part, wanted] of [
      ["train", 0.9],
      ["validation", 0.9],
      ["test", 0.5],
    ] as const) {
      const rows = inPart(part);
      expectShare(
        shareOf(rows, ({ finding, site }) => finding === site),
        wanted,
        rows.length,
      );
      expectShare(
        shareOf(rows, (one) => one.finding === traceOf(one)),
        wanted,
        rows.length,
      );
    }
  });

  it("keeps patients when there are more, and when association or gaps change", () => {
    const facts = ({ rng: _, visits, ...rest }: PhantomPatient) => ({
      ...rest,
      visits: visits.map(({ rng: __, ...visit }) => visit),
    });
    const few = draw({ images: 20 }, 20).map(facts);
    expect(draw({}, 20).map(facts)).toEqual(few);
    expect(draw({ missing: 0.5, uncertain: 0.5, images: 20 }, 20).map(facts)).toEqual(few);
    const other = draw({ association: 0.5 }, 20).map(facts);
    expect(other.map(({ finding, name, birthDay }) => [finding, name, birthDay])).toEqual(
      few.map(({ finding, name, birthDay }) => [finding, name, birthDay]),
    );
    expect(draw({ seed: 8 }, 20).map(facts)).not.toEqual(few);
  });

  it("has ages of 40 to 85 at the first visit, and visits about a year apart", () => {
    for (const { visits, birthDay, site } of draw({ visits: 4, images: 1199 }, 300)) {
      const [first, ...later] = visits;
      expect(first?.age).toBeGreaterThanOrEqual(40);
      expect(first?.age).toBeLessThan(85.01);
      expect([0, 1]).toContain(site);
      let before = at(visits, 0);
      for (const visit of later) {
        expect(visit.number).toBe(before.number + 1);
        expect(visit.day - before.day).toBeGreaterThanOrEqual(330);
        expect(visit.day - before.day).toBeLessThan(400);
        expect(visit.age).toBe((visit.day - birthDay) / 365.25);
        before = visit;
      }
    }
  });

  it("gives the last patient fewer visits where the images do not go round", () => {
    const patients = draw({ visits: 3, images: 7 }, 3);
    expect(patients.map(({ visits }) => visits.length)).toEqual([3, 3, 1]);
  });
});

describe("names and dates", () => {
  it("are those of calendars and of BIDS", () => {
    expect(dateOf(0)).toBe("1970-01-01");
    expect(dateOf(19782)).toBe("2024-02-29");
    expect(dateOf(-9323)).toBe("1944-06-23");
    const patient = at(draw({}, 1), 0);
    expect(patientId(patient, "plain")).toBe("P0001");
    expect(patientId(patient, "bids")).toBe("sub-0001");
    expect(patientId({ ...patient, number: 12345 }, "plain")).toBe("P12345");
    expect(patient.name).toMatch(/^[A-Z][a-z]+\^[A-Z][a-z]+$/);
  });
});
