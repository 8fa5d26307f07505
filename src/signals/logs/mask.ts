/** What stands in the place of a secret. */
export const MASK = '[secret]';

/** What callers bring and no configuration knows: tokens, signed or not, wherever they are quoted. */
const CREDENTIALS = [
  String.raw`(?<=\bbearer(?:\s|%20|\+)+)[\w.~+/=-]{6,}`,
  String.raw`\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*`,
];

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);

/**
 * Takes secrets out of a finished line of JSON, however they came into it: as they are, as a text in JSON has them, or as a URL has them. What
 * writes the line has then nothing to remember, nor has what is quoted there, such as an error of a library.
 */
export function createMask(secrets: readonly string[]): (line: string) => string {
  const spellings = new Set(
    secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]),
  );
  // Longer ones first: one secret may begin with another.
  const known = [...spellings].toSorted((one, other) => other.length - one.length).map(escape);
  const pattern = new RegExp([...known, ...CREDENTIALS].join('|'), 'gi');
  return (line) => line.replace(pattern, MASK);
}
