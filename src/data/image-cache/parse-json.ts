/** The value of a JSON text or its bytes; null where it is none, as of a file that was cut off. */
export function parseJson(content: string | Uint8Array): unknown {
  try {
    return JSON.parse(typeof content === "string" ? content : new TextDecoder().decode(content));
  } catch {
    return null;
  }
}
