/**
 * Parses JSON without losing a digit: an integer beyond 2^53 (message ids of 19 digits, say) comes back as the string of
 * its digits, every other number as a number.
 *
 * @throws SyntaxError when the text is not JSON
 */
export function parseJsonLossless(text: string): unknown {
  return JSON.parse(text, keepDigits) as unknown;
}

// TypeScript's library does not know the reviver's third argument yet; V8 has passed it since Node 21.
function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && /^-?\d+$/.test(source) ? source : value;
}
