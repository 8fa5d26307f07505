import { describe, expect, it } from 'vitest';
import { connectionSettings, createDataSource } from '../../../src/datasources/registry.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { steadyRandom } from '../wire-subject.ts';
import { ENTRIES, WEBHOOK_PROVIDERS, readPosted, readerOf, recordedWebhooks } from './recorded.ts';

describe.each(WEBHOOK_PROVIDERS)('recorded webhooks of %s', (provider) => {
  const reader = readerOf(provider);

  it.each(recordedWebhooks(provider))('$name says what it said', (posted) => {
    const reading = readPosted(reader, posted);
    expect(reading).toMatchObject(posted.reading as object);
    if (reading.kind === 'changes') {
      expect(reading.reports).toEqual((posted.reading as typeof reading).reports);
      expect(reading.key).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  it('are not read without the secret that tells them from forgeries', () => {
    const entry = { ...ENTRIES[provider], webhook: undefined };
    const source = createDataSource(connectionSettings.parse(entry), {
      clock: new ManualClock(),
      random: steadyRandom,
    });
    expect(source.webhooks).toBeNull();
  });

  it('say different things by different keys', () => {
    const readings = recordedWebhooks(provider)
      // One event in both versions of the body.
      .filter(({ name }) => name !== 'invited-v2')
      .map((posted) => readPosted(reader, posted));
    const keys = readings.flatMap((reading) => (reading.kind === 'changes' ? [reading.key] : []));
    expect(keys.length).toBeGreaterThan(1);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
