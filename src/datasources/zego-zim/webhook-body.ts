import { bodyText, jsonObject, usableId } from '../webhook.ts';

/** The largest body that is parsed to find its signature; the largest true one names some hundred users of 32 bytes. */
export const MAX_CALLBACK_BYTES = 256 * 1024;

/** The most fields of a form that are looked at, because any of them could hold JSON. */
export const MAX_FORM_FIELDS = 1_000;

/** A body of which nothing is believed yet. */
export interface CallbackBody {
  readonly appId: string;
  /** Digits exactly as they came, which is how they were signed. */
  readonly timestamp: string;
  readonly nonce: string;
  readonly signature: string;
  /** All of its fields; of a form, lists of ids may come as one text or as several fields. */
  readonly fields: Fields;
}
/** What a body says, by name. */
export type Fields = Readonly<Record<string, unknown>>;

/** Null when there is no signature in it. The content type is not asked: it says JSON for texts that have to be decoded first. */
export function readCallbackBody(body: Buffer): CallbackBody | null {
  const text = bodyText(body, MAX_CALLBACK_BYTES)?.trim();
  if (text === undefined) return null;
  const fields = jsonObject(text) ?? jsonObject(percentDecoded(text)) ?? formFields(text);
  const appId = usableId(fields['appid']);
  const timestamp = usableId(fields['timestamp']);
  const nonce = usableId(fields['nonce']);
  const signature = usableId(fields['signature']);
  if (appId === null || timestamp === null || nonce === null || signature === null) return null;
  return { appId, timestamp, nonce, signature, fields };
}

/** Null when it is no percent-encoded text. */
function percentDecoded(text: string): string | null {
  if (!text.startsWith('%')) return null;
  try {
    // Whoever escapes colons, of which JSON has many, escapes the plus sign too: one that is left stands for a space.
    return decodeURIComponent(text.includes(':') ? text : text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}

/** A form that has the JSON in one of its fields, or is itself what the JSON would say. */
function formFields(text: string): Fields {
  const fields = new Map<string, string | string[]>();
  let seen = 0;
  for (const [name, value] of new URLSearchParams(text)) {
    if (++seen > MAX_FORM_FIELDS) break;
    // A text without "=" is a name.
    const json = [value, name].find((part) => part.trimStart().startsWith('{'));
    const whole = json === undefined ? null : jsonObject(json);
    if (whole !== null && 'signature' in whole) return whole;
    // Lists are written as a, a[] or a[0].
    const list = name.replace(/\[\d{0,6}\]$/, '');
    const former = fields.get(list);
    if (former === undefined) fields.set(list, value);
    else if (typeof former === 'string') fields.set(list, [former, value]);
    else former.push(value);
  }
  return Object.fromEntries(fields);
}
