import { createHash, timingSafeEqual } from 'node:crypto';
import { parseJsonLossless } from '../kernel/json.ts';
import { hasBytes } from './account.ts';
import type { ChangeReport } from './datasource.ts';

/** The largest webhook that is taken, in bytes; a reader that is given a larger one does not parse it. */
export const MAX_WEBHOOK_BYTES = 1024 * 1024;
/** The deepest nesting of a body; what providers send has a handful of levels. */
export const MAX_JSON_DEPTH = 32;
/** The longest id of an account or a group, in bytes; every provider's own limit is far below. */
export const MAX_ID_BYTES = 512;
/** The most accounts that one report names: whoever tells of more makes the whole list worth a read. */
export const MAX_REPORTED_ACCOUNTS = 1_000;

/** Says nothing by its duration of how much of the secret is right: hashes of equal length are compared. */
export function sameSecret(given: string | null | undefined, secret: string): boolean {
  return typeof given === 'string' && timingSafeEqual(sha256(given), sha256(secret));
}

/** The body as text; null when it is too large or not UTF-8. A byte order mark is left out. */
export function bodyText(body: Buffer, maxBytes = MAX_WEBHOOK_BYTES): string | null {
  if (body.byteLength > maxBytes) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return null;
  }
}

/** The object that a text says in JSON, with all digits of its integers; null when it says none, or nests too deep. */
export function jsonObject(text: string | null): Readonly<Record<string, unknown>> | null {
  if (text === null || nestsTooDeep(text)) return null;
  let json: unknown;
  try {
    json = parseJsonLossless(text);
  } catch {
    return null;
  }
  return isObject(json) ? json : null;
}

/** Whether a value is an object, and neither null nor a list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An id that a provider could have given, as a string even where it came as a number; null for any other value. */
export function usableId(value: unknown): string | null {
  const id = Number.isSafeInteger(value) ? String(value) : value;
  return typeof id === 'string' && hasBytes(id, MAX_ID_BYTES) && id.isWellFormed() ? id : null;
}

/** The usable ids of a list, each once, in the order in which they came; none when the value is no list. */
export function usableIds(values: unknown, idOf: (value: unknown) => unknown = (value) => value): readonly string[] {
  if (!Array.isArray(values)) return [];
  const ids = new Set<string>();
  for (const value of values) {
    const id = usableId(idOf(value));
    if (id !== null) ids.add(id);
  }
  return [...ids];
}

/** A change of members; where it names nobody or too many, the list has to be read. */
export function memberReport(
  groupId: string,
  change: 'joined' | 'left' | 'removed',
  accounts: readonly string[],
  trusted: boolean,
): ChangeReport {
  const named = accounts.length > 0 && accounts.length <= MAX_REPORTED_ACCOUNTS;
  return named ? { groupId, change, accounts, trusted } : groupReport(groupId, 'membersChanged', trusted);
}

/** A change that names nobody. */
export function groupReport(
  groupId: string,
  change: 'membersChanged' | 'groupChanged' | 'groupGone',
  trusted: boolean,
): ChangeReport {
  return { groupId, change, accounts: [], trusted };
}

/** A key of fixed length, equal for equal parts only. */
export function keyOf(...parts: readonly (string | number | readonly string[])[]): string {
  return sha256(JSON.stringify(parts)).toString('hex');
}

/** The body's hash in hexadecimal digits, as a part of a key. */
export function bodyHash(body: Buffer): string {
  return sha256(body).toString('hex');
}

function sha256(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}

/** Looked at before it is parsed, because the parser calls itself for each level. */
function nestsTooDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (quoted) {
      if (character === '\\') at++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{' || character === '[') {
      if (++depth > MAX_JSON_DEPTH) return true;
    } else if (character === '}' || character === ']') depth--;
  }
  return false;
}
