import { jsonAnswer } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';

export function ok(result: unknown): Answer {
  return jsonAnswer({ RC: 0, RM: 'OK', result });
}

/** A refusal: `rc` is also the HTTP status where it can be one. */
export function refuse(rc: number, code: string, message: string): Answer {
  return jsonAnswer({ RC: rc, RM: message, error: { code, message } }, rc >= 400 && rc <= 599 ? rc : 200);
}

export function tooManyRequests(retryAfterSeconds: number): Answer {
  const message = 'rate limit exceeded';
  return jsonAnswer(
    { RC: 429, RM: message, error: { code: 'RATE_LIMIT_EXCEEDED', message }, retryAfter: retryAfterSeconds },
    429,
    { 'retry-after': String(retryAfterSeconds) },
  );
}
