import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { Connections } from '../../src/connections/connection.ts';
import { createBreaker } from '../../src/datasources/breaker.ts';
import { createMemoryDataSource } from '../../src/datasources/memory.ts';
import { Gauges, STORE_PATIENCE_MS } from '../../src/signals/metrics/gauges.ts';
import { Metrics } from '../../src/signals/metrics/metrics.ts';
import type { SignalStatements } from '../../src/store/store.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { parseExposition, valueOf } from './exposition.ts';

function gaugesOver(store: Pick<SignalStatements, 'backlog'>) {
  const clock = new ManualClock();
  const metrics = new Metrics();
  const connections = new Connections([
    {
      id: 'c',
      dataSource: createMemoryDataSource({ connectionId: 'c', groups: new Map() }),
      breaker: createBreaker(clock),
      retry: { attempts: 1, firstDelayMs: 1, maxDelayMs: 1 },
      inviteExpiresAfterMs: 1,
    },
  ]);
  const log = pino({ level: 'silent' });
  const gauges = new Gauges({ metrics, connections, store, inFlightOf: () => 0, subscribers: {}, clock, log });
  onTestFinished(() => gauges.close());
  const read = async () => parseExposition(await metrics.registry.metrics());
  return { clock, gauges, read };
}

it('leaves out what a store that fails does not tell, and tells the rest', async () => {
  const store = openSqliteStore(':memory:', new ManualClock());
  const { clock, gauges, read } = gaugesOver(store.signals);
  await gauges.read();
  expect(valueOf(await read(), 'rollcall_members_waiting', { connection: 'c' })).toBe(0);
  expect(valueOf(await read(), 'rollcall_rounds_due')).toBe(0);
  await store.close();
  clock.advance(1_000);
  await gauges.read();
  const samples = await read();
  for (const name of ['members_waiting', 'lanes_waiting', 'lane_oldest_age_seconds', 'webhooks_waiting', 'rounds_due'])
    expect(valueOf(samples, `rollcall_${name}`)).toBeUndefined();
  expect(valueOf(samples, 'rollcall_gauges_unread_total', { gauge: 'backlog' })).toBe(1);
  expect(valueOf(samples, 'rollcall_quota_calls_limit', { connection: 'c' })).toBe(10);
});

it('waits for a store only so long, and asks it once a second however many read', async () => {
  let asked = 0;
  const { clock, gauges, read } = gaugesOver({
    backlog: () => {
      asked++;
      return new Promise(() => {});
    },
  });
  const reading = Promise.all([gauges.read(), gauges.read()]);
  clock.advance(STORE_PATIENCE_MS);
  await reading;
  expect(asked).toBe(1);
  expect(valueOf(await read(), 'rollcall_gauges_unread_total', { gauge: 'backlog' })).toBe(1);
});
