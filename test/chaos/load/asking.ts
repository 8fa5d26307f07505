import { setTimeout as realDelay } from 'node:timers/promises';
import { graphql } from '../../e2e/processes.ts';
import type { Fleet } from '../fleet.ts';
import type { Chance } from '../random.ts';
import type { Ledger } from './ledger.ts';

/** A client that gets no answer turns elsewhere after this much more than it asked the service to wait. */
const PATIENCE_MS = 5_000;
const REPEAT_AFTER_MS = 50;
/** A request that fails so long is given up: the service is not there any more. */
const GIVE_UP_AFTER_MS = 120_000;

export interface Asking {
  readonly fleet: Fleet;
  readonly ledger: Ledger;
  readonly chance: Chance;
}

/** Sends one mutation, whose field is called `sent`, to any instance, and again to any other until one answers. */
export async function ask<Sent>(
  { fleet, ledger, chance }: Asking,
  query: string,
  variables: object,
  waitMs = 0,
): Promise<Sent> {
  const giveUpMs = performance.now() + GIVE_UP_AFTER_MS;
  for (;;) {
    const fromMs = Date.now();
    const signal = AbortSignal.timeout(PATIENCE_MS + waitMs);
    try {
      const { data, errors } = await graphql(fleet.anyUrl(chance), query, variables, signal);
      if (errors === undefined) {
        ledger.answers++;
        return data.sent as Sent;
      }
      const text = errors.map(({ message, extensions }) => `${String(extensions['code'])}: ${message}`).join('; ');
      ledger.errors.push({ fromMs, toMs: Date.now(), text });
    } catch {
      ledger.unanswered++;
    }
    if (performance.now() > giveUpMs) throw new Error('the service does not answer any more');
    await realDelay(REPEAT_AFTER_MS);
  }
}
