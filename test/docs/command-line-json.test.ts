import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finished, linesOf, newFolder, PATIENCE, rollcall, run } from '../cli/command.ts';
import { type Service, startService } from '../e2e/processes.ts';

const PAGE = readFileSync(new URL('../../docs/command-line.md', import.meta.url), 'utf8');
/** Of a member who is still queued in the end; somebody else would have to retry the invite meanwhile. */
const RARE = ['position', 'estimatedSendAt'];

interface Field {
  readonly type: string;
  readonly isOptional: boolean;
}
type Fields = ReadonlyMap<string, Field>;

/** The fields that the page has, by the object that they are of. */
const TOLD: ReadonlyMap<string, Fields> = new Map(
  PAGE.slice(PAGE.indexOf('## JSON'))
    .split(/^- /m)
    .slice(1)
    .map((item) => {
      const [, name = ''] = /^`([a-z]+)`/.exec(item) ?? [];
      const fields = [...item.matchAll(/`(\w+)(\??): ([^`]+)`/g)];
      return [
        name,
        new Map(fields.map(([, field = '', mark, type = '']) => [field, { type, isOptional: mark === '?' }])),
      ];
    }),
);

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return `${typeOf(value[0] ?? '')}[]`;
  return value === null ? 'null' : typeof value;
}

/** Where an object and the page disagree. */
function differences(name: string, object: Readonly<Record<string, unknown>>): string[] {
  const fields = TOLD.get(name) ?? new Map<string, Field>();
  const untold = Object.keys(object).filter((key) => key !== 'type' && !fields.has(key));
  const other = [...fields].filter(([field, { type, isOptional }]) =>
    field in object ? !type.split(' or ').includes(typeOf(object[field])) : !isOptional,
  );
  return [
    ...untold.map((key) => `${name}.${key} is not told`),
    ...other.map(([field]) => `${name}.${field} is not as told`),
  ];
}

describe('the JSON of the command line', PATIENCE, () => {
  let service: Service;
  let environment: Record<string, string>;
  const seen = new Map<string, Set<string>>();
  beforeAll(async () => {
    service = await startService({ ROLLCALL_DATA_DIR: ':memory:' });
    environment = { ROLLCALL_URL: service.url };
  }, PATIENCE.timeout);
  afterAll(() => service[Symbol.asyncDispose]());

  /** Compares objects with the page, and notes what has been seen. */
  function compare(objects: readonly Readonly<Record<string, unknown>>[], name?: string): void {
    expect(objects.length).toBeGreaterThan(0);
    for (const object of objects) {
      const type = name ?? String(object['type']);
      expect(differences(type, object)).toEqual([]);
      seen.set(type, new Set([...(seen.get(type) ?? []), ...Object.keys(object)]));
    }
  }

  it('is as the page tells it', async () => {
    await using watch = rollcall(['watch', 'zim:load-json', '--json'], environment);
    await expect.poll(() => watch.stderr, { timeout: 15_000 }).toContain('watching');
    const invite = async (...parameters: string[]) =>
      linesOf((await run(['invite', 'zim:load-json', ...parameters, '--json'], environment)).stdout);
    compare(await invite('alice', 'ghost1', 'x'.repeat(40)));
    compare(await invite('never1', '--require-consent'));
    const accepted = await invite('bob', '--no-wait');
    compare(accepted);
    compare(linesOf((await run(['results', String(accepted[0]?.['operationId']), '--json'], environment)).stdout));
    compare(await invite('carol', '--dry-run'));
    await watch.prints(/"account":"bob".*"to":"JOINED"/);
    watch.signal('SIGINT');
    compare(linesOf((await finished(watch)).stdout));
    const settings = { PORT: '0', ROLLCALL_DATA_DIR: join(newFolder(), 'data') };
    const doctor = JSON.parse((await run(['doctor', '--json'], settings)).stdout) as {
      findings: Record<string, unknown>[];
    };
    compare([{ ...doctor }], 'doctor');
    compare(doctor.findings, 'findings');

    expect([...seen.keys()].toSorted()).toEqual([...TOLD.keys()].toSorted());
    const unseen = [...TOLD].flatMap(([name, fields]) =>
      [...fields.keys()].filter((field) => !seen.get(name)?.has(field)),
    );
    expect(unseen).toEqual(RARE);
  });
});
