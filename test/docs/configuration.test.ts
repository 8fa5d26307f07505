import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { configSchema, DEFAULT_HOST, DEFAULT_PORT } from '../../src/config/config.ts';
import { OVERRIDING_VARIABLES } from '../../src/config/load.ts';
import { commonKeys } from '../../src/datasources/settings.ts';
import { DEFAULT_DATA_DIR } from '../../src/store/open-store.ts';
import { keysOf } from './pages/keys.ts';
import { ROOT } from './pages/pages.ts';
import { codeIn, rowsByCode, sectionOf, tableRows } from './pages/tables.ts';

const PAGE = readFileSync(`${ROOT}docs/configuration.md`, 'utf8');

/** What a cell says a key is by itself: its code, or its words. */
const told = (cell = ''): string => codeIn(cell)[0] ?? cell;

/** The rows of a section's table as they have to be, in any order. */
const defaultsIn = (heading: string): Record<string, string> =>
  Object.fromEntries([...rowsByCode(sectionOf(PAGE, heading))].map(([key, [cell]]) => [key, told(cell)]));

describe('the page on the configuration', () => {
  test('names every key of the service with its default, and none that there is not', () => {
    const { connections, ...sections } = configSchema.shape;
    expect(connections).toBeDefined();
    const keys = Object.entries(sections).flatMap(([name, section]) => keysOf(section, name));
    expect(keys.length).toBeGreaterThan(25);
    expect(defaultsIn('## Keys of the service')).toEqual({
      ...Object.fromEntries(keys.map(({ path, byItself }) => [path, byItself])),
      connections: 'required',
    });
  });

  test('names every key that all connections take with its default, and none that there is not', () => {
    const keys = Object.entries(commonKeys).flatMap(([name, key]) => keysOf(key, `connections[].${name}`));
    expect(keys.length).toBeGreaterThan(8);
    expect(defaultsIn('## Keys of every connection')).toEqual({
      'connections[].provider': 'required',
      ...Object.fromEntries(
        keys.map(({ path, byItself }) => [path, path.includes('.limits.') ? "the provider's" : byItself]),
      ),
    });
  });

  test('names every variable of the environment that the service reads', () => {
    const variables = new Map(
      tableRows(sectionOf(PAGE, '## Environment')).map(([name = '', cell]) => [codeIn(name)[0] ?? '', told(cell)]),
    );
    const read = [...readFileSync(`${ROOT}src/run.ts`, 'utf8').matchAll(/environment\['([A-Z_]+)'\]/g)].map(
      ([, name = '']) => name,
    );
    expect(read.length).toBeGreaterThan(2);
    for (const name of [...read, ...OVERRIDING_VARIABLES]) expect([...variables.keys()]).toContain(name);
    expect(variables.get('HOST')).toBe(DEFAULT_HOST);
    expect(variables.get('PORT')).toBe(String(DEFAULT_PORT));
    expect(variables.get('ROLLCALL_DATA_DIR')).toBe(DEFAULT_DATA_DIR);
  });
});
