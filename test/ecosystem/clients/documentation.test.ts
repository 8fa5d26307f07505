import { readdirSync, readFileSync, statSync } from 'node:fs';
import { buildASTSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const PAGE = read('../../../docs/clients.md');

const EXAMPLES = readdirSync(new URL('examples', import.meta.url)).filter((name) => name.endsWith('.ts'));
const CODE = /^```ts\n(.*?)^```/gms;

/** Readers have copied the folder of generated files to where their code is. */
const asCopied = (text: string): string => text.replaceAll("'../../../../schema/client/", "'./rollcall/");

describe('the page on clients', () => {
  it.each(EXAMPLES)('shows %s as it is', (name) => {
    const [, after = ''] = PAGE.split(`[\`${name}\`](../test/ecosystem/clients/examples/${name})\n\n\`\`\`ts\n`);
    const [shown] = after.split('```\n');
    expect(shown).toBe(asCopied(read(`examples/${name}`)));
  });

  it('shows no other code', () => {
    expect(PAGE.match(CODE)).toHaveLength(EXAMPLES.length);
  });

  it('names fields of the schema where it names how an object is read anew', () => {
    const schema = buildASTSchema(parse(read('../../../schema/membership.graphql')), { assumeValidSDL: true });
    const fields = [...PAGE.replaceAll(CODE, '').matchAll(/`(\w+)\(id:\)`/g)].map(([, field]) => field);
    expect(fields.length).toBeGreaterThan(0);
    for (const field of fields) expect(validate(schema, parse(`{ ${field}(id: "a") { id } }`))).toEqual([]);
  });

  it('leads to files that are there', () => {
    const links = [...PAGE.matchAll(/\]\((\.\.\/[^)]+)\)/g)].map(([, path = '']) => path);
    expect(links.length).toBeGreaterThan(0);
    const folder = new URL('../../../docs/', import.meta.url);
    for (const link of links) expect(() => statSync(new URL(link, folder)), link).not.toThrow();
  });
});
