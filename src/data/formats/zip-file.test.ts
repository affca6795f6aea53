import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { strToU8, zipSync } from "fflate";
import { afterAll, describe, expect, it } from "vitest";
import { FormatError } from "../../base/errors.js";
import { readZipMembers } from "./zip-directory.js";
import { openZipFile } from "./zip-file.js";

const folder = mkdtempSync(join(tmpdir(), "zip-file-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const fixture = (name: string) =>
  fileURLToPath(new URL(`../../../fixtures/npy/${name}`, import.meta.url));

/** Every member as a file reader gives it, chunks joined. */
async function membersOf(path: string) {
  const zip = await openZipFile(path);
  const members: { name: string; bytes: Uint8Array }[] = [];
  for (const entry of zip.entries) {
    const parts: number[] = [];
    for await (const chunk of zip.read(entry)) for (const byte of chunk) parts.push(byte);
    members.push({ name: entry.name, bytes: Uint8Array.from(parts) });
  }
  return members;
}

describe("openZipFile", () => {
  it.each(["stored.npz", "deflated.npz", "zip64.npz"])(
    "reads %s as the reader of whole archives does",
    async (name) => {
      const bytes = new Uint8Array(readFileSync(fixture(name)));
      const whole = readZipMembers(bytes, name);
      expect(whole.length).toBeGreaterThan(1);
      expect(await membersOf(fixture(name))).toEqual(whole);
    },
  );

  it("reads a member of several chunks, and a directory before the last 64 KiB", async () => {
    const path = join(folder, "large.zip");
    const large = Uint8Array.from({ length: 1_200_001 }, (_, index) => (index * 7919) % 251);
    const small = Object.fromEntries(
      Array.from({ length: 1500 }, (_, index) => [`m${index}`, strToU8("x")] as const),
    );
    writeFileSync(path, zipSync({ large, ...small }, { level: 0 }));
    const zip = await openZipFile(path);
    expect(zip.entries).toHaveLength(1501);
    let at = 0;
    const [entry] = zip.entries;
    if (entry === undefined) throw new Error("no entry");
    for await (const chunk of zip.read(entry)) {
      if (!chunk.every((byte, index) => byte === large[at + index])) throw new Error(`near ${at}`);
      at += chunk.length;
    }
    expect(at).toBe(large.length);
  });

  it("refuses every truncation and a flipped bit", async () => {
    for (const name of ["stored.npz", "deflated.npz", "zip64.npz"]) {
      const bytes = readFileSync(fixture(name));
      const path = join(folder, name);
      for (let length = 0; length < bytes.length; length += 7) {
        writeFileSync(path, bytes.subarray(0, length));
        await expect(membersOf(path), `${name} ${length}`).rejects.toThrow(FormatError);
      }
      bytes[200] = (bytes[200] ?? 0) ^ 1;
      writeFileSync(path, bytes);
      await expect(membersOf(path), name).rejects.toThrow(FormatError);
    }
  });

  it("refuses members that are larger than the archive can hold, before they are read", async () => {
    const path = join(folder, "bomb.zip");
    const where = `${path}, member "a", byte `;
    const message = async (at: number, value: number): Promise<string> => {
      const bytes = zipSync({ a: strToU8("x".repeat(1000)) }, { level: 6 });
      const view = new DataView(bytes.buffer);
      const central = view.getUint32(bytes.length - 6, true);
      view.setUint32(central + at, value, true);
      writeFileSync(path, bytes);
      const said = await openZipFile(path).then(
        () => "no error",
        (error: unknown) => (error instanceof FormatError ? error.message : "another error"),
      );
      return said.replace(`${where}${central}`, "member");
    };
    expect(await message(24, 2 ** 31)).toBe(
      "member: ZIP member is larger than its packed bytes can hold: expected at most 10320, got 2147483648",
    );
    expect(await message(20, 2 ** 31)).toBe(
      "member: ZIP member reaches into the directory: expected 41, got 2147483678",
    );
  });

  it("says which file is missing", async () => {
    await expect(openZipFile(join(folder, "none.npz"))).rejects.toThrow(
      `${join(folder, "none.npz")}: no such file: got ENOENT. ` +
        "Check the path; it starts from the folder of the file that names it, on the command line from where you are.",
    );
    await expect(openZipFile(folder)).rejects.toThrow(`${folder}: not a file`);
  });
});
