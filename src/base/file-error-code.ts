/** The system's name for the failure of a file call, such as `ENOENT`; "unknown error" where it has none. */
export function fileErrorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
}
