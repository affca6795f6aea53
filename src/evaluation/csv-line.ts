/** One line of a CSV file: RFC 4180 quoting, LF at its end; fields with spaces at an end are quoted too. */
export function csvLine(fields: readonly string[]): string {
  return `${fields.map(quote).join(",")}\n`;
}

function quote(field: string): string {
  return /[",\r\n]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
