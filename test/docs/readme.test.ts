import { readFileSync } from 'node:fs';
import { parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { checkConfig } from '../../src/config/load.ts';
import { PROVIDERS } from '../../src/datasources/registry.ts';
import { buildMembershipSchema } from '../../src/graphql/schema.ts';
import { SANDBOX_GROUPS } from '../../src/sandbox/worlds.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The code blocks of one language, in order. */
const blocks = (language: string): string[] =>
  [...README.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map((match) => match[1] ?? '');

/** The cells of every table row whose first cell is `name` in code. */
const rowOf = (name: string): string[] | undefined =>
  README.split('\n')
    .map((line) =>
      line
        .split('|')
        .map((cell) => cell.trim())
        .slice(1, -1),
    )
    .find(([first]) => first === `\`${name}\``);

describe('README', () => {
  test.each(Object.entries(PROVIDERS))(
    'tells the limits and options of %s as the code has them',
    (name, { capabilities }) => {
      const options = capabilities.inviteOptions.map((option) => `\`${option}\``).toSorted();
      const row = rowOf(name);
      expect(row?.slice(2, 5)).toEqual([
        String(capabilities.membersPerCall),
        String(capabilities.callsPerSecond),
        capabilities.quotaScope.toLowerCase(),
      ]);
      expect(row?.[5]?.split(', ').toSorted()).toEqual(options);
    },
  );

  test('shows a configuration that is one', () => {
    const variables = Object.fromEntries([...README.matchAll(/\$\{(\w+)\}/g)].map((match) => [match[1], 'value']));
    const parts = blocks('yaml').map((yaml) => parseDocument(yaml).toJS() as { connections?: object[] });
    const whole = parts.find(({ connections = [] }) => connections.length > 1);
    const sections = parts.filter(({ connections }) => connections === undefined);
    expect(sections.length).toBeGreaterThan(0);
    for (const section of [{}, ...sections])
      expect(checkConfig({ ...whole, ...section }, variables)).toHaveProperty('config');
  });

  test('shows operations that the schema takes', async () => {
    const schema = await buildMembershipSchema({ get: () => ({}) }, {});
    const operations = blocks('graphql');
    expect(operations.length).toBeGreaterThan(0);
    for (const operation of operations) expect(validate(schema, parse(operation))).toEqual([]);
  });

  test('names every group that the sandbox has', () => {
    const section = README.slice(README.indexOf('## The sandbox'));
    const named = [...section.matchAll(/`([^`]+)`/g)].map((match) => match[1]);
    const groups = Object.values(SANDBOX_GROUPS).flatMap((world) => world.groups.map(({ id }) => id));
    expect(groups.filter((id) => !named.includes(id))).toEqual([]);
  });
});
