import type { Config } from '../../../config/config.ts';
import { explainStart } from '../../../config/start-failure.ts';
import { DEFAULT_PREFIX, connectorOf } from '../../../wires/open-wire.ts';
import { maskedUrl } from '../../configuration/masked.ts';
import { type Finding, look } from '../finding.ts';

/** Whether instances can tell each other that something has moved. */
export async function inspectWire({ store, events, server }: Config): Promise<Finding[]> {
  const { ok, skipped, warning, fault } = look('events', 'wire');
  if (store.url === undefined) {
    if (events.url === undefined) return [skipped('one process alone needs none')];
    return [
      warning({
        code: 'wire-unused',
        why: 'events.url is not used: one process alone holds the embedded store',
        advice: 'leave it out, or name a database with DATABASE_URL',
      }),
    ];
  }
  if (events.url === undefined) return [ok('the database carries the hints too')];
  try {
    const connection = await (await connectorOf(events.url, DEFAULT_PREFIX))(() => {});
    await connection.ping();
    await connection.close();
    return [ok(`${maskedUrl(events.url)} answers`)];
  } catch (error) {
    // Only the wire was asked, so no failure is the store's.
    const why = explainStart(error, { server, events, store: {} });
    return [
      fault({
        code: 'wire-unreachable',
        why,
        advice: 'start it, or correct EVENTS_URL; meanwhile events of other instances come a second late',
      }),
    ];
  }
}
