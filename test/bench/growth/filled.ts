import { join } from 'node:path';
import { type Service, startService } from '../../e2e/processes.ts';
import { pinServer, raiseFileLimit } from '../machine/cores.ts';
import { cpuMs } from '../machine/cpu.ts';
import { createDatabase } from '../machine/database.ts';
import { temporaryFolder } from '../machine/folder.ts';
import { residentKiB } from '../machine/memory.ts';
import { DATABASE_SERVER, environmentOf, type StoreName } from '../machine/service.ts';
import type { StubProvider } from '../provider/stub-provider.ts';
import { Crowd } from './crowd.ts';
import { fillPostgres, fillSqlite } from './fill.ts';
import { fitting, type Size } from './sizes.ts';
import { waitingConnection } from './waiting.ts';

interface Around {
  readonly provider: StubProvider;
  /** Takes what has to be disposed of in the end. */
  readonly stack: AsyncDisposableStack;
  /** How often the service is started; the last one stays. */
  readonly times: number;
}

/** How long a service took until it said that it serves, in milliseconds. */
interface Start {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** A service with so much in its store, and all its subscribers. */
export interface Filled {
  readonly store: StoreName;
  readonly size: Size;
  readonly service: Service;
  readonly crowd: Crowd;
  readonly starts: readonly Start[];
  /** Before anybody subscribed. */
  readonly idleMiB: number;
  /** When all have subscribed. */
  readonly listenedMiB: number;
}

export const residentMiB = ({ program }: Service): number => residentKiB(program.pid) / 1_024;

export async function startFilled(store: StoreName, wanted: Size, { provider, stack, times }: Around): Promise<Filled> {
  const folder = stack.use(temporaryFolder());
  const environment = environmentOf(folder.path, [provider.connection, waitingConnection(provider.connection)]);
  if (store === 'PostgreSQL') {
    const { url } = stack.use(await createDatabase(DATABASE_SERVER ?? ''));
    environment['DATABASE_URL'] = url;
    await fillPostgres(url, wanted);
  } else {
    await fillSqlite(join(folder.path, 'data'), wanted);
  }
  const starts: Start[] = [];
  for (let again = 1; again < times; again++) {
    await using service = await startTimed(environment, starts);
    await service.program.end('SIGTERM');
  }
  const service = stack.use(await startTimed(environment, starts));
  const { pid } = service.program;
  pinServer(pid);
  const size = fitting(wanted, raiseFileLimit(pid));
  const idleMiB = residentMiB(service);
  const crowd = stack.use(await Crowd.listen(service.url, size));
  return { store, size, service, crowd, starts, idleMiB, listenedMiB: residentMiB(service) };
}

async function startTimed(environment: Record<string, string>, starts: Start[]): Promise<Service> {
  const beganMs = performance.now();
  const service = await startService(environment);
  starts.push({ wallMs: performance.now() - beganMs, cpuMs: cpuMs(service.program.pid) });
  return service;
}
