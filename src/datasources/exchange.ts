import type { Dispatcher } from 'undici';
import type { Clock } from '../kernel/clock.ts';
import { DataSourceError } from './fault.ts';

/** The largest answer that is read, in bytes; a member list of 100 000 fits. */
export const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** An answer before anybody has judged it. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** One request, and what ends the wait for its answer. */
export interface ExchangeOptions {
  readonly dispatch: Pick<Dispatcher.DispatchOptions, 'method' | 'path' | 'headers' | 'body'>;
  readonly deadlineAtMs: number;
  /** Only for the message. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly onDeparted?: (() => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * One request and its whole answer.
 *
 * Speaks to undici's dispatcher itself, because its `request` cannot be stopped while it connects and does not tell when it
 * is written. Rejects the moment the deadline passes, wherever the request is by then.
 *
 * @throws DataSourceError `unavailable` before the request was written, `unknown_outcome` after
 */
export function exchange(dispatcher: Dispatcher, options: ExchangeOptions): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | null = null;
    let settled = false;
    let status = 0;
    let headers: RawAnswer['headers'] = {};
    const chunks: Buffer[] = [];
    let bytes = 0;

    const settle = (): boolean => {
      if (settled) return false;
      settled = true;
      cancelDeadline();
      options.signal?.removeEventListener('abort', onAbort);
      return true;
    };
    const fail = (reason: string): void => {
      if (!settle()) return;
      reject(new DataSourceError(controller === null ? 'unavailable' : 'unknown_outcome', { message: reason }));
      controller?.abort(new Error(reason));
    };
    const onAbort = (): void => {
      if (controller === null) fail('the request was called off before it left');
    };
    const cancelDeadline = options.clock.setTimer(options.deadlineAtMs, () =>
      fail(`the provider did not answer within ${options.timeoutMs} ms`),
    );
    options.signal?.addEventListener('abort', onAbort);
    if (options.signal?.aborted === true) return onAbort();

    dispatcher.dispatch(
      // Time-outs are the clock's alone.
      { ...options.dispatch, headersTimeout: 0, bodyTimeout: 0 },
      {
        onRequestStart(started) {
          // Connected too late: undici offers the request although nobody waits for it any more.
          if (settled) return started.abort(new Error('called off'));
          controller = started;
          options.onDeparted?.();
        },
        onResponseStart(_controller, statusCode, responseHeaders) {
          status = statusCode;
          headers = responseHeaders;
        },
        onResponseData(_controller, chunk) {
          bytes += chunk.length;
          if (bytes > MAX_ANSWER_BYTES) fail(`the provider's answer is larger than ${MAX_ANSWER_BYTES} bytes`);
          else chunks.push(chunk);
        },
        onResponseEnd() {
          if (settle()) resolve({ status, headers, text: Buffer.concat(chunks).toString('utf8') });
        },
        onResponseError(_controller, error) {
          fail(`the provider could not be reached: ${reasonOf(error)}`);
        },
      },
    );
  });
}

/**
 * Why a connection failed, by its code alone: an error's message, fields and causes may quote the request or the answer,
 * and with them a credential.
 */
export function reasonOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]{1,64}$/.test(code) ? code : 'the connection broke';
}
