import { setImmediate as turn } from 'node:timers/promises';
import type { MembershipDataSource } from '../../src/datasources/datasource.ts';
import type { DataSourceDeps } from '../../src/datasources/deps.ts';
import type { SandboxConnectionId } from '../../src/sandbox/connections.ts';
import type { ControlOrder } from '../../src/sandbox/control/order.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { EchoingSubject, MembersSubject, Spoiling } from '../contract/member-reads.contract.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { seeded } from '../support/seeded.ts';
import { WireServer } from '../support/wire-server.ts';
import type { WireReaction } from '../support/wire-server.ts';
import { sourceFrom } from './helpers.ts';
import { steadyRandom } from './wire-subject.ts';

const ORDERS: Readonly<Record<Spoiling, Partial<ControlOrder>>> = {
  fails: { status: 500 },
  rateLimits: { status: 429, retryAfterSeconds: 3 },
  talksNonsense: { malformed: true },
  answersOtherShape: { wrongShape: true },
  breaksOff: { down: true },
  hangs: { hang: true },
  losesAnswer: { calls: 'reads', loseAnswer: 'break' },
};

/** Lets the clock run until `pending` is settled. */
export async function passTimeUntil(pending: Promise<unknown>, clock: ManualClock): Promise<void> {
  const settled = pending.then(
    () => true,
    () => true,
  );
  while (!(await Promise.race([settled, turn(false)])))
    if (clock.nextAtMs !== undefined) clock.advanceTo(clock.nextAtMs);
}

/** One connection of a sandbox without quotas, whose people accept nothing: its time stands still. */
export async function startSandboxSubject(connection: SandboxConnectionId): Promise<MembersSubject> {
  const sandbox = await startSandbox({ clock: new ManualClock(), random: seeded(7) });
  const unlimited: ControlOrder = { connection, clear: true, callsPerSecond: 0, readsPerSecond: 0 };
  sandbox.control(unlimited);
  const clock = new ManualClock();
  const entry = sandbox.connections.find(({ id }) => id === connection);
  if (entry === undefined) throw new Error(`no connection ${connection}`);
  let hanging = false;
  return {
    source: sourceFrom({ ...entry }, clock),
    requests: () => sandbox.journal.count(connection),
    members: (groupId) => sandbox.members(connection, groupId),
    invitees: (groupId) => sandbox.pendingInvitees(connection, groupId),
    spoil(how) {
      sandbox.control({ ...unlimited, ...(how === null ? {} : ORDERS[how]) });
      hanging = how === 'hangs';
    },
    async untilSettled(pending) {
      if (hanging) await passTimeUntil(pending, clock);
    },
    stop: () => sandbox.close(),
  };
}

/** A data source on a real socket whose provider refuses everything, in these ways, with the request as its words. */
export async function startEchoingSubject({
  secrets,
  create,
  refusals,
}: {
  readonly secrets: readonly string[];
  readonly create: (baseUrl: string, deps: DataSourceDeps) => MembershipDataSource;
  readonly refusals: readonly ((text: string) => WireReaction)[];
}): Promise<EchoingSubject> {
  const server = await WireServer.start();
  const logged: unknown[] = [];
  const log = { warn: (...line: unknown[]) => void logged.push(line) };
  const ways: readonly ((text: string) => WireReaction)[] = [
    ...refusals,
    (text) => ({ status: 429, body: { text } }),
    (text) => ({ text: `<html>${text}</html>` }),
    (text) => ({ body: { [text]: text } }),
  ];
  return {
    source: create(server.url, { clock: new ManualClock(), random: steadyRandom, log }),
    secrets,
    logged,
    refusals: ways.length,
    refuseBy: (index) =>
      server.react((request) => ways[index]?.(JSON.stringify(request)) ?? { status: 500, text: 'no such refusal' }),
    stop: () => server.stop(),
  };
}
