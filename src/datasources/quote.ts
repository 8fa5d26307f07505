/** How much of a provider's own text is passed on. */
export const MAX_QUOTED_CHARACTERS = 200;

const REDACTED = '[redacted]';

/** Query parameters and JSON keys that carry a credential in some provider's wire; their values never reach anybody. */
const CREDENTIAL =
  /("?(?:user_?sig|signature|token|secret|api[-_]?key|client[-_]?key|authorization)"?\s*[=:]\s*"?)[^\s"&,;}]+/gi;

/** Makes a provider's own words fit to be shown: one line, bounded, without any credential. Empty when there are none. */
export type Quote = (text: unknown) => string;

/**
 * @param secrets asked at each quotation, for some credentials are made on the way; undefined ones are left out
 */
export function createQuote(secrets: () => Iterable<string | undefined>): Quote {
  return (text) => {
    if (typeof text !== 'string') return '';
    let shown = text;
    for (const secret of secrets()) {
      if (secret === undefined || secret === '') continue;
      shown = shown.replaceAll(secret, REDACTED).replaceAll(encodeURIComponent(secret), REDACTED);
    }
    const line = shown
      .replace(CREDENTIAL, `$1${REDACTED}`)
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim();
    const characters = Array.from(line);
    if (characters.length <= MAX_QUOTED_CHARACTERS) return line;
    return characters.slice(0, MAX_QUOTED_CHARACTERS - 1).join('') + '…';
  };
}
