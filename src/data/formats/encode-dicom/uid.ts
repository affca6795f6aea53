import { createHash } from "node:crypto";

/** Namespace of names of objects in RFC 9562, appendix "Namespace ID Values" (OID). */
const namespace = Buffer.from("6ba7b8129dad11d180b400c04fd430c8", "hex");

/**
 * The UID of a name: 2.25 and, as one decimal number, its name-based UUID (version 5, namespace OID). The same name has
 * the same UID everywhere; two names have two but for a chance of 2⁻¹²².
 * @source RFC 9562 5.5; DICOM PS3.5 B.2.
 */
export function dicomUid(name: string): string {
  const uuid = createHash("sha1").update(namespace).update(name, "utf8").digest().subarray(0, 16);
  uuid[6] = ((uuid[6] ?? 0) & 0x0f) | 0x50;
  uuid[8] = ((uuid[8] ?? 0) & 0x3f) | 0x80;
  return `2.25.${BigInt(`0x${uuid.toString("hex")}`)}`;
}
