/** One entry of an `accept` header. */
export interface MediaRange {
  /** In lower case, e.g. `multipart/mixed`. */
  readonly type: string;
  /** Names in lower case, values without their quotes. */
  readonly parameters: ReadonlyMap<string, string>;
  /** From above 0 to 1: how much the client likes it. */
  readonly quality: number;
}

// What stands in quotes may hold separators; a quote that is never closed goes on to the end.
const RANGES = /(?:[^,"]+|"(?:\\.|[^"\\])*"?)+/g;
const PARTS = /(?:[^;"]+|"(?:\\.|[^"\\])*"?)+/g;

/**
 * What a client takes, best first; among equals the client's own order counts. What it takes with quality 0 is left out.
 *
 * @see RFC 9110, 5.6.6 and 12.5.1
 */
export function readAccept(header: string | undefined): MediaRange[] {
  const ranges = (header?.match(RANGES) ?? []).map(readRange);
  return ranges
    .filter(({ type, quality }) => type !== '' && quality > 0)
    .toSorted((one, other) => other.quality - one.quality);
}

function readRange(text: string): MediaRange {
  const [type = '', ...rest] = text.match(PARTS) ?? [];
  const parameters = new Map(rest.map(readParameter));
  const quality = Number(parameters.get('q') ?? 1);
  parameters.delete('q');
  return { type: type.trim().toLowerCase(), parameters, quality: quality >= 0 && quality <= 1 ? quality : 1 };
}

function readParameter(text: string): [string, string] {
  const [name = '', value = ''] = text.split(/=(.*)/s);
  return [name.trim().toLowerCase(), unquote(value.trim())];
}

const unquote = (value: string): string =>
  value.startsWith('"') ? value.replace(/^"|"$/g, '').replace(/\\(.)/g, '$1') : value;
