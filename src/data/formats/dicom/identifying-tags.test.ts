import { describe, expect, it } from "vitest";
import { dicomDictionary } from "./dictionary.js";
import { isIdentifying, isInProfile } from "./identifying-tags.js";

const tags = Object.entries(dicomDictionary);

describe("isIdentifying", () => {
  it("is never false for a row of the profile", () => {
    const harmless = tags.filter(([, { tag }]) => !isIdentifying(tag));
    expect(harmless.length).toBeGreaterThan(90);
    expect(harmless.filter(([, { tag }]) => isInProfile(tag))).toEqual([]);
  });

  it("is never false for a date, a name, an age, a person's identifier or long text", () => {
    const wrong = tags.filter(
      ([, { tag, vr }]) =>
        !isIdentifying(tag) && ["DA", "TM", "DT", "PN", "AS", "LT", "ST", "UT", "SH"].includes(vr),
    );
    // Two short texts of an X-ray device.
    expect(wrong.map(([keyword]) => keyword)).toEqual(["FilterType", "ConvolutionKernel"]);
    const uids = tags.filter(([, { tag, vr }]) => !isIdentifying(tag) && vr === "UI");
    expect(uids.map(([keyword]) => keyword)).toEqual([
      "MediaStorageSOPClassUID",
      "TransferSyntaxUID",
      "SOPClassUID",
    ]);
  });

  it.each([
    ["PatientName", 0x00100010],
    ["PatientID", 0x00100020],
    ["PatientBirthDate", 0x00100030],
    ["PatientSex", 0x00100040],
    ["InstitutionAddress", 0x00080081],
    ["StudyDate", 0x00080020],
    ["SOPInstanceUID", 0x00080018],
    ["DeviceSerialNumber", 0x00181000],
    ["ImageComments", 0x00204000],
    ["a curve", 0x50020010],
    ["data of an overlay", 0x60023000],
    ["comments of an overlay", 0x60004000],
    ["a private attribute", 0x00191001],
  ])("is true for %s, as the profile has it", (_, tag) => {
    expect([isInProfile(tag), isIdentifying(tag)]).toEqual([true, true]);
  });

  it("is true for what neither list knows, and for pixels", () => {
    for (const tag of [0x00189999, 0x7fe00010, 0x00080104]) {
      expect([isInProfile(tag), isIdentifying(tag)]).toEqual([false, true]);
    }
    expect([isInProfile(0x00180060), isIdentifying(0x00180060)]).toEqual([false, false]);
  });
});
