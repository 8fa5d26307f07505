import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as realDelay } from 'node:timers/promises';
import { checkLog, checkReplay } from './checks/log.ts';
import { checkGroupSubscribers, checkOperationSubscribers } from './checks/seen.ts';
import { checkQuotas, checkSent } from './checks/sent.ts';
import type { Tally } from './checks/tally.ts';
import { checkAnswers, checkInstances, checkOperations, checkOutcomes } from './checks/told.ts';
import { readTruth } from './checks/truth.ts';
import { Disturbances } from './disturbances.ts';
import type { Database } from './engines/database.ts';
import { findPrograms, PostgresCluster } from './engines/postgres-cluster.ts';
import { createDatabaseAt } from './engines/shared-server.ts';
import { WireServer } from './engines/wire.ts';
import { disturb } from './faults.ts';
import { Fleet } from './fleet.ts';
import { Audience } from './load/audience.ts';
import { invite } from './load/inviter.ts';
import { Ledger } from './load/ledger.ts';
import { USES } from './load/places.ts';
import type { Options } from './options.ts';
import { Chance } from './random.ts';
import { Receiver } from './receiver.ts';
import { untilCaughtUp, untilSettled } from './settle.ts';

/** Outages of seconds do not use attempts up. */
const PATIENT = { timeoutMs: 3_000, retry: { attempts: 1_000, firstDelayMs: 100, maxDelayMs: 1_000 } };
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
  await using receiver = await Receiver.start();
  const config = join(folder, 'rollcall.json');
  const connections = receiver.connections.map((one) => ({ ...one, ...PATIENT }));
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
  const audience = new Audience(fleet, options.seed);
  await realDelay(AUDIENCE_SEATED_MS);

  const ledger = new Ledger();
  const reading = receiver.readAlong();
  const loadOver = new AbortController();
  const inviting = { fleet, ledger, seed: options.seed, watch: audience.watch };
  const clients = Promise.all(
    USES.flatMap((use) =>
      Array.from({ length: use.clients }, (_, client) => invite(use, client, inviting, loadOver.signal)),
    ),
  );
  const disturbances = new Disturbances();
  const targets = { fleet, wire, database: database?.server ?? null };
  await disturb(targets, disturbances, new Chance(options.seed, 'faults'), options.seconds);
  for (const instance of fleet.instances) await instance.ensureRunning();
  loadOver.abort();
  await clients;

  const ids = [...ledger.operations.keys()];
  await untilSettled(fleet.url, ids);
  const truth = await readTruth(fleet.url, ids);
  await untilCaughtUp(audience, truth);
  await audience.end();
  receiver.end();
  await reading;
  const sent = checkSent(receiver, ledger, truth, disturbances);
  const tallies = [
    checkAnswers(ledger, disturbances),
    checkOperations(ledger, truth),
    checkOutcomes(ledger, truth),
    sent.tally,
    checkQuotas(receiver, disturbances),
    checkLog(truth, ledger),
    await checkReplay(fleet.url, truth),
    checkGroupSubscribers(audience, truth),
    checkOperationSubscribers(audience, truth),
    checkInstances(fleet),
  ];
  const reconnects = audience.ofGroups.reduce((sum, one) => sum + one.reconnects, 0);
  const notes = [
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
