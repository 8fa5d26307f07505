import { existsSync, mkdtempSync, rmdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readSchemaStanding, type StorePlace } from '../../../store/schema-standing.ts';
import { maskedUrl } from '../../configuration/masked.ts';
import { explainStore } from '../../store/migrate.ts';
import { type Finding, look } from '../finding.ts';

/** Whether the store is there, lets us write, and is of this version. */
export async function inspectStore(place: StorePlace): Promise<Finding[]> {
  const folder = place.url === undefined ? inspectFolder(place.dataDir) : null;
  if (folder?.verdict === 'fault') return [folder];
  return [...(folder === null ? [] : [folder]), await inspectSchema(place)];
}

/** Leaves nothing behind: the folder is made by the service itself. */
function inspectFolder(dataDir: string): Finding {
  const { ok, warning, fault } = look('store', 'folder');
  if (dataDir === ':memory:')
    return warning({
      code: 'store-in-memory',
      why: 'the store is in memory, and is gone with the process',
      advice: 'name a folder with ROLLCALL_DATA_DIR, or a database with DATABASE_URL',
    });
  const path = resolve(dataDir);
  try {
    rmdirSync(mkdtempSync(join(nearestExisting(path), '.rollcall-doctor-')));
    return ok(`${path} can be written`);
  } catch {
    return fault({
      code: 'store-not-writable',
      why: `${path} cannot be written by this user`,
      advice: 'give this user the folder, or name another one with ROLLCALL_DATA_DIR',
    });
  }
}

function nearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path));
}

async function inspectSchema(place: StorePlace): Promise<Finding> {
  const { ok, fault } = look('store', 'schema');
  const name = place.url === undefined ? 'the embedded store' : `the database ${maskedUrl(place.url)}`;
  try {
    const { taken, known } = await readSchemaStanding(place);
    if (taken > known)
      return fault({
        code: 'store-newer',
        why: `${name} has schema ${taken}, and this version knows ${known}`,
        advice: 'start the newer Rollcall that has written it, or another store',
      });
    if (taken === known) return ok(`${name} has schema ${known}, the newest`);
    return ok(`${name} has schema ${taken}; the start of the service, or \`rollcall migrate\`, makes it ${known}`);
  } catch (error) {
    if (error instanceof Error && error.message.includes('locked')) return ok(`a running process holds ${name}`);
    return fault({
      code: 'store-unreachable',
      why: explainStore(error, place),
      advice: 'start the database, or correct DATABASE_URL: address, user, password and name',
    });
  }
}
