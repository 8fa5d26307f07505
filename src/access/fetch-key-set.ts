import { request } from 'undici';
import type { Clock } from '../kernel/clock.ts';
import { withDeadline } from '../kernel/deadline.ts';

/** How long an issuer may take to tell its keys, in milliseconds. */
export const FETCH_WITHIN_MS = 5_000;
/** The longest key set that is read, in bytes: a hundred keys with their certificates fit. */
export const MAX_KEY_SET_BYTES = 512 * 1024;

/**
 * Asks for a key set and resolves with its text. Redirects are not followed.
 *
 * @throws when there is no whole answer with status 200 in time; no part of the URL is in the message but what the network says
 */
export async function fetchKeySet(url: string, clock: Clock): Promise<string> {
  const late = new AbortController();
  const onDeadline = (): Error => {
    const error = new Error(`no answer in ${FETCH_WITHIN_MS} ms`);
    late.abort(error);
    return error;
  };
  return withDeadline(clock, FETCH_WITHIN_MS, read(url, late.signal), onDeadline);
}

async function read(url: string, signal: AbortSignal): Promise<string> {
  const { statusCode, body } = await request(url, {
    headers: { accept: 'application/jwk-set+json, application/json' },
    signal,
    // Time-outs are the clock's alone, and the next fetch is minutes away.
    headersTimeout: 0,
    bodyTimeout: 0,
    reset: true,
  });
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Leaving the loop ends the connection.
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (statusCode !== 200 || bytes > MAX_KEY_SET_BYTES) break;
    chunks.push(chunk);
  }
  if (statusCode !== 200) throw new Error(`the answer has status ${statusCode}`);
  if (bytes > MAX_KEY_SET_BYTES) throw new Error(`the answer is longer than ${MAX_KEY_SET_BYTES} bytes`);
  return Buffer.concat(chunks).toString('utf8');
}
