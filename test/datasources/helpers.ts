import { expect } from 'vitest';
import type {
  InviteAnswer,
  InviteCall,
  InviteOptions,
  MemberOutcome,
  MembershipDataSource,
} from '../../src/datasources/datasource.ts';
import { DataSourceError } from '../../src/datasources/fault.ts';
import { connectionSettings, createDataSource } from '../../src/datasources/registry.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { RecordingDesk } from './recording-desk.ts';
import { steadyRandom } from './wire-subject.ts';

/** Builds a data source from an entry of the configuration file, as the service does. */
export function sourceFrom(entry: Record<string, unknown>, clock = new ManualClock()): MembershipDataSource {
  return createDataSource(connectionSettings.parse(entry), { clock, random: steadyRandom });
}

/** A call of members who were not sent before. */
export function callFor(groupId: string, accounts: readonly string[], options: InviteOptions = {}): InviteCall {
  return { groupId, members: accounts.map((account) => ({ account, resent: false })), options };
}

/** The outcomes of an invite in the order of the call. */
export async function outcomesOf(
  source: MembershipDataSource,
  call: InviteCall,
  desk = new RecordingDesk(),
): Promise<MemberOutcome[]> {
  const answer = await source.invite(call, desk);
  return call.members.map(({ account }) => outcomeOf(answer, account));
}

/** The outcome of one member, who must have one. */
export function outcomeOf(answer: InviteAnswer, account: string): MemberOutcome {
  if (answer.kind !== 'outcomes') throw new Error(`expected outcomes, got ${answer.kind}`);
  const outcome = answer.outcomes.get(account);
  if (outcome === undefined) throw new Error(`no outcome for ${account}`);
  return outcome;
}

/** The fault with which a promise must reject. */
export async function faultOf(pending: Promise<unknown>): Promise<DataSourceError> {
  const thrown = await pending.then(
    (value) => `resolved with ${JSON.stringify(value)}`,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(DataSourceError);
  return thrown as DataSourceError;
}
