import { setTimeout as realDelay } from 'node:timers/promises';
import type { Disturbances } from './disturbances.ts';
import type { DatabaseServer } from './engines/database.ts';
import type { WireServer } from './engines/wire.ts';
import type { Fleet } from './fleet.ts';
import type { Chance } from './random.ts';

export interface Targets {
  readonly fleet: Fleet;
  readonly wire: WireServer | null;
  readonly database: DatabaseServer | null;
}

type Fault = () => Promise<void>;

/** Disturbs until the time is over: every kind of fault once in an order of chance, then again, with a pause between any two. */
export async function disturb(targets: Targets, notes: Disturbances, chance: Chance, seconds: number): Promise<void> {
  const endMs = performance.now() + seconds * 1_000;
  const faults = faultsOf(targets, notes, chance);
  for (;;) {
    for (const fault of chance.shuffled(faults)) {
      const calmMs = chance.between(300, 2_000);
      if (performance.now() + calmMs >= endMs) {
        await realDelay(Math.max(0, endMs - performance.now()));
        return;
      }
      await realDelay(calmMs);
      await fault();
    }
  }
}

function faultsOf({ fleet, wire, database }: Targets, notes: Disturbances, chance: Chance): Fault[] {
  const downMs = (): number => (chance.happens(0.5) ? 0 : chance.between(200, 2_000));
  const anyInstance = () => chance.pick(fleet.instances);

  const kill: Fault = () => {
    const instance = anyInstance();
    const ms = downMs();
    return notes.during('kill', `kill ${instance.name}, away for ${ms} ms`, async () => {
      await instance.kill();
      await realDelay(ms);
      await instance.start();
    });
  };
  const terminate: Fault = () => {
    const instance = anyInstance();
    return notes.during('terminate', `end ${instance.name} in order`, async () => {
      await instance.terminate();
      await instance.start();
    });
  };
  const pause: Fault = () => {
    const instance = anyInstance();
    const ms = chance.between(1_000, 8_000);
    return notes.during('pause', `pause ${instance.name} for ${ms} ms`, async () => {
      instance.pause();
      await realDelay(ms);
      instance.resume();
    });
  };
  const stopWire = (server: WireServer): Fault => {
    return () => {
      const ms = downMs();
      return notes.during('wireKilled', `kill the wire, away for ${ms} ms`, async () => {
        await server.kill();
        await realDelay(ms);
        await server.startAgain();
      });
    };
  };
  const stopDatabase = (server: DatabaseServer, how: 'fast' | 'immediate'): Fault => {
    const kind = how === 'fast' ? 'databaseRestarted' : 'databaseCrashed';
    return () => {
      const ms = downMs();
      return notes.during(kind, `stop the database (${how}), away for ${ms} ms`, async () => {
        await server.stop(how);
        await realDelay(ms);
        await server.startAgain();
      });
    };
  };
  return [
    kill,
    terminate,
    pause,
    ...(wire === null ? [] : [stopWire(wire)]),
    ...(database === null ? [] : [stopDatabase(database, 'fast'), stopDatabase(database, 'immediate')]),
  ];
}
