/** A value as it comes back from a JSON file; nothing is null. */
export function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null)) as unknown;
}
