/** Shorter texts are looked through faster by a loop than by a regular expression. */
const SHORT = 42;
// oxlint-disable-next-line no-control-regex
const ESCAPED = /[\u0000-\u001f"\\\ud800-\udfff]/;

/** A text as JSON: the same as JSON.stringify, which takes longer to begin. */
export function writeText(text: string): string {
  if (text.length > SHORT) return ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code === 0x22 || code === 0x5c || (code >= 0xd8_00 && code <= 0xdf_ff))
      return JSON.stringify(text);
  }
  return `"${text}"`;
}

const DAY_MS = 24 * 60 * 60 * 1_000;
/** Days whose beginnings are remembered; a power of two. */
const REMEMBERED_DAYS = 64;

const padded = (count: number, digits: number): string[] =>
  Array.from({ length: count }, (_, number) => String(number).padStart(digits, '0'));
/** Of every minute of a day, e.g. `09:05:`. */
const MINUTES = padded(24, 2).flatMap((hour) => padded(60, 2).map((minute) => `${hour}:${minute}:`));
const SECONDS = padded(60, 2).map((second) => `${second}.`);
const MILLISECONDS = padded(1_000, 3).map((millisecond) => `${millisecond}Z"`);

const days: number[] = Array.from({ length: REMEMBERED_DAYS }, () => NaN);
const dayTexts: string[] = Array.from({ length: REMEMBERED_DAYS }, () => '');

/** A date as JSON: the same as JSON.stringify, in a tenth of its time while dates are on a few days. */
export function writeDate(date: Date): string {
  const time = date.getTime();
  if (Number.isNaN(time)) return 'null';
  const day = Math.floor(time / DAY_MS);
  const slot = day & (REMEMBERED_DAYS - 1);
  if (days[slot] !== day) {
    const [text = ''] = date.toISOString().split('T');
    days[slot] = day;
    dayTexts[slot] = `"${text}T`;
  }
  const ofDay = time - day * DAY_MS;
  const second = Math.floor(ofDay / 1_000);
  const minute = Math.floor(second / 60);
  return dayTexts[slot]! + MINUTES[minute]! + SECONDS[second - minute * 60]! + MILLISECONDS[ofDay - second * 1_000]!;
}
