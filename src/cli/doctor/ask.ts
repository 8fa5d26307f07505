import { Agent, request } from 'undici';
import type { Clock } from '../../kernel/clock.ts';
import { parseJsonLossless } from '../../kernel/json.ts';
import { type NetworkFault, networkFaultOf } from '../network.ts';

/** How much of an answer is looked at, in bytes. */
export const MAX_ANSWER_BYTES = 1024 * 1024;

/** One harmless request. */
export interface Question {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** What came back, whatever it is. */
export interface Heard {
  readonly status: number;
  /** Undefined where it is none. */
  readonly json: unknown;
  /** How far the other clock is ahead of ours, in milliseconds, to about a second; null where no `Date` came. */
  readonly clockAheadMs: number | null;
}

/** An answer, or why there is none. */
export type Answer = { readonly heard: Heard } | { readonly fault: NetworkFault };

/** Asks once, over a connection of its own. */
export async function ask(
  { url, method, headers, body }: Question,
  { clock, withinMs }: { readonly clock: Clock; readonly withinMs: number },
): Promise<Answer> {
  const agent = new Agent({
    connect: { timeout: withinMs },
    headersTimeout: withinMs,
    bodyTimeout: withinMs,
    maxResponseSize: MAX_ANSWER_BYTES,
  });
  const sentAtMs = clock.now();
  try {
    const response = await request(url, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
      dispatcher: agent,
    });
    const halfwayMs = (sentAtMs + clock.now()) / 2;
    const dateMs = Date.parse(String(response.headers['date']));
    return {
      heard: {
        status: response.statusCode,
        json: parse(await response.body.text()),
        clockAheadMs: Number.isNaN(dateMs) ? null : dateMs - halfwayMs,
      },
    };
  } catch (error) {
    return { fault: networkFaultOf(error) };
  } finally {
    await agent.destroy();
  }
}

function parse(text: string): unknown {
  try {
    return parseJsonLossless(text);
  } catch {
    return undefined;
  }
}
