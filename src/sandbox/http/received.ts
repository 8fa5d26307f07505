import type { IncomingHttpHeaders } from 'node:http';

/** A request as it came in, read whole. */
export interface ReceivedRequest {
  readonly method: string;
  /** Below the connection's base URL, percent-encoded as received; empty or starting with '/'. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The text parsed as JSON; undefined when it is none. */
  readonly body: unknown;
  /** When its head had arrived; milliseconds since 1970 on the sandbox's clock. */
  readonly arrivedAtMs: number;
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

export function asString(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** Null when `value` is no array or holds anything but strings. */
export function asStrings(value: unknown): readonly string[] | null {
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : null;
}

/** The named field of each object in a list, e.g. of `[{UserId}]`; null when the list is none or a field is no string. */
export function asFieldStrings(value: unknown, field: string): readonly string[] | null {
  return Array.isArray(value) ? asStrings(value.map((item) => asObject(item)?.[field])) : null;
}

/** A header that may have come several times; empty text counts as absent. */
export function headerOf(request: ReceivedRequest, name: string): string | null {
  const value = request.headers[name];
  const first = Array.isArray(value) ? value[0] : value;
  return first === undefined || first === '' ? null : first;
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
