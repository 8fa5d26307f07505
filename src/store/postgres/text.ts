/**
 * PostgreSQL's texts hold every character but U+0000, which names of accounts and groups may contain. It is kept as two
 * characters, and so is the one that begins such a pair: no Unicode text has that one, for it will never be assigned.
 */
const ESCAPE = '\u{10FFFF}';
const NUL = '\0';
const ESCAPED_NUL = `${ESCAPE}0`;
const ESCAPED_ESCAPE = `${ESCAPE}1`;

export function toDatabaseText(text: string): string {
  if (!text.includes(NUL) && !text.includes(ESCAPE)) return text;
  return text.replaceAll(ESCAPE, ESCAPED_ESCAPE).replaceAll(NUL, ESCAPED_NUL);
}

export function fromDatabaseText(text: string): string {
  if (!text.includes(ESCAPE)) return text;
  return text.replaceAll(ESCAPED_NUL, NUL).replaceAll(ESCAPED_ESCAPE, ESCAPE);
}

/** Reads JSON that the database wrote, with texts in it. */
export function fromDatabaseJson(json: string): unknown {
  if (!json.includes(ESCAPE)) return JSON.parse(json);
  return JSON.parse(json.replaceAll(ESCAPED_NUL, '\\u0000').replaceAll(ESCAPED_ESCAPE, ESCAPE));
}

/** A value of a statement; arrays hold values of one column. */
export function toDatabaseValue(value: unknown): unknown {
  if (typeof value === 'string') return toDatabaseText(value);
  return Array.isArray(value) ? value.map(toDatabaseValue) : value;
}
