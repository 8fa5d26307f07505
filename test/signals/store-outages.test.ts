import { pino } from 'pino';
import { expect, it } from 'vitest';
import { SAID_AGAIN_AFTER_MS, StoreOutages } from '../../src/signals/store-outages.ts';
import { StoreUnavailableError } from '../../src/store/unavailable.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { LogLines } from './log-lines.ts';

it('says why the store is away, once in ten seconds, and nothing of what is wrong with a statement', () => {
  const log = new LogLines();
  const clock = new ManualClock();
  const outages = new StoreOutages({ clock, log: pino({}, log) });
  const isFull = new StoreUnavailableError(new Error('database or disk is full'));
  outages.note('people.link', new Error('no such column'));
  outages.note('invitations.accept', isFull);
  outages.note('lanes.grantCalls', isFull);
  clock.advance(SAID_AGAIN_AFTER_MS - 1);
  outages.note('lanes.grantCalls', isFull);
  clock.advance(1);
  outages.note('rounds.take', isFull);
  expect(log.lines).toMatchObject(
    ['invitations.accept', 'rounds.take'].map((statement) => ({
      level: 40,
      statement,
      err: { message: 'database or disk is full' },
      msg: 'the store is away',
    })),
  );
});
