import { createHash } from "node:crypto";
import { hostByteOrder } from "../formats/elements.js";

/** Who has the cache open. */
export const usersFolder = "users";

/** Which file had which content when. */
export const indexFolder = "files";

/** The folder of the images of one preprocessing: 32 hexadecimal digits. Samples are in the byte order of this machine. */
export function settingsFolder(settings: string, elements: number): string {
  const text = `${settings}\n${elements}\n${hostByteOrder()}`;
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

/** Is this the name of such a folder? */
export function isSettingsFolder(name: string): boolean {
  return /^[0-9a-f]{32}$/.test(name);
}
