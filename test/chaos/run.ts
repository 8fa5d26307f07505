import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as realDelay } from 'node:timers/promises';
import { checkLawful } from './checks/lawful.ts';
import { checkLog, checkReplay } from './checks/log.ts';
import { checkMembers } from './checks/members.ts';
import { checkPeople } from './checks/people.ts';
import { checkPosted } from './checks/posted.ts';
import { checkRemovals } from './checks/removed.ts';
import { checkGroupSubscribers, checkOperationSubscribers } from './checks/seen.ts';
import { checkQuotas, checkSent } from './checks/sent.ts';
import type { Tally } from './checks/tally.ts';
import { checkAnswers, checkInstances, checkOperations, checkOutcomes } from './checks/told.ts';
import { Disturbances } from './disturbances.ts';
import type { Database } from './engines/database.ts';
import { findPrograms, PostgresCluster } from './engines/postgres-cluster.ts';
import { createDatabaseAt } from './engines/shared-server.ts';
import { WireServer } from './engines/wire.ts';
import { disturb } from './faults.ts';
import { Fleet } from './fleet.ts';
import { Audience } from './load/audience.ts';
import { Ledger } from './load/ledger.ts';
import { load } from './load/load.ts';
import { EXPIRES_AFTER, USES } from './load/places.ts';
import type { Options } from './options.ts';
import { Forwarder } from './providers/forwarder.ts';
import { Providers } from './providers/providers.ts';
import { Chance } from './random.ts';
import { Receiver } from './receiver.ts';
import { untilCaughtUp, untilSettled, untilTrue } from './settle.ts';

/** Outages of seconds do not use attempts up. */
const PATIENT = { timeoutMs: 3_000, retry: { attempts: 1_000, firstDelayMs: 100, maxDelayMs: 1_000 } };
/** Every answer of the simulated providers takes so long, so that calls are under way at any moment. */
const LATENCY_MS = 60;
/** What webhooks suffer on their way. */
const WEBHOOKS = { lose: 0.2, repeat: 0.2, jitterMs: 800, reorder: true };
const DATABASE_SERVER = 'postgres://postgres@127.0.0.1:5432/postgres';
/** Subscribers are there before the first invite. */
const AUDIENCE_SEATED_MS = 1_500;

export interface Outcome {
  readonly tallies: readonly Tally[];
  /** What is worth knowing and not wrong. */
  readonly notes: readonly string[];
}

/** One run: everything is started, used, disturbed, left to settle, and compared. */
export async function run(options: Options, folder: string): Promise<Outcome> {
  await using database = options.store === 'sqlite' ? null : await openDatabase();
  await using wire = options.store === 'sqlite' ? null : await WireServer.start(options.wire);
  await using providers = await Providers.start(options.seed);
  await providers.control(
    USES.map(({ connection }) => ({
      connection,
      latencyMs: LATENCY_MS,
      ...(connection !== 'tencent-app' && { webhooks: WEBHOOKS }),
    })),
  );
  const config = join(folder, 'rollcall.json');
  const connections = providers.connections.map((one) => ({
    ...one,
    ...PATIENT,
    inviteExpiresAfter: EXPIRES_AFTER[one.id],
  }));
  writeFileSync(config, JSON.stringify({ connections }));
  const environment = {
    ROLLCALL_CONFIG: config,
    ROLLCALL_DATA_DIR: join(folder, 'data'),
    LOG_LEVEL: 'warn',
    ...(database && { DATABASE_URL: database.url }),
    ...(wire && { EVENTS_URL: wire.url }),
  };
  await using fleet = new Fleet(options.instances, environment, folder);
  await fleet.start();
  await using forwarder = await Forwarder.start(fleet, options.seed);
  providers.sendWebhooksTo(forwarder.url);
  const audience = new Audience(fleet, options.seed);
  await realDelay(AUDIENCE_SEATED_MS);

  const ledger = new Ledger();
  const receiver = new Receiver(providers.url);
  const reading = receiver.readAlong();
  const loadOver = new AbortController();
  const loading = load({ fleet, providers, audience, ledger, seed: options.seed }, loadOver.signal);
  const disturbances = new Disturbances();
  const targets = { fleet, wire, database: database?.server ?? null };
  await disturb(targets, disturbances, new Chance(options.seed, 'faults'), options.seconds);
  for (const instance of fleet.instances) await instance.ensureRunning();
  loadOver.abort();
  const acts = await loading;

  const overMs = performance.now();
  await untilSettled(fleet.url, [...ledger.operations.keys()]);
  const settledMs = performance.now();
  providers.sendWebhooksTo(null);
  const { truth, standings, unrefreshed } = await untilTrue(fleet.url, providers, ledger);
  const trueMs = performance.now();
  await untilCaughtUp(audience, truth);
  await audience.end();
  receiver.end();
  await reading;
  const { world } = providers;
  const sent = checkSent({ receiver, ledger, world }, truth, disturbances);
  const quotas = checkQuotas(receiver, disturbances);
  const tallies = [
    checkAnswers(ledger, disturbances, unrefreshed),
    checkOperations(ledger, truth),
    checkOutcomes(ledger, truth),
    checkRemovals({ ledger, receiver, world }, truth, disturbances),
    checkPosted(forwarder, disturbances),
    sent.tally,
    quotas.tally,
    checkMembers(truth, standings),
    checkPeople(ledger, truth),
    checkLog(truth, ledger),
    checkLawful(truth, world, disturbances),
    await checkReplay(fleet.url, truth),
    checkGroupSubscribers(audience, truth),
    checkOperationSubscribers(audience, truth),
    checkInstances(fleet),
  ];
  const reconnects = audience.ofGroups.reduce((sum, one) => sum + one.reconnects, 0);
  const seconds = (fromMs: number, toMs: number): string => ((toMs - fromMs) / 1_000).toFixed(1);
  const notes = [
    `operations were done ${seconds(overMs, settledMs)} s after the load, memberships true ${seconds(settledMs, trueMs)} s later`,
    `people did ${acts} things by themselves; ${forwarder.answers.length} webhooks reached an instance, ${forwarder.untaken} none`,
    `${quotas.earlyMs.length} reads arrived up to ${Math.max(0, ...quotas.earlyMs)} ms too early after one that was held up on its way`,
    `${disturbances.count} disturbances; ${sent.repeated} members repeated after an unknown outcome`,
    `${ledger.unanswered} requests unanswered and ${ledger.errors.length} answered with an error, all repeated elsewhere`,
    `${audience.ofGroups.length} subscribers of groups reconnected ${reconnects} times; ${audience.followers.length} of operations`,
  ];
  return { tallies, notes };
}

async function openDatabase(): Promise<Database> {
  const programs = findPrograms();
  if (programs !== null) return PostgresCluster.start(programs);
  process.stdout.write('no PostgreSQL of its own can be started here: its server will not be stopped\n');
  return createDatabaseAt(process.env['DATABASE_URL'] || DATABASE_SERVER);
}
