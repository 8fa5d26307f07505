import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { checkConfig } from '../../src/config/load.ts';
import { BOUND_RANGES, DEFAULT_BOUNDS } from '../../src/graphql/documents/bounds.ts';

const WECHAT = { id: 'wechat', provider: 'gewe', baseUrl: 'http://127.0.0.1:1', token: 't', appId: 'a' };
const load = (parts: object) => checkConfig({ connections: [WECHAT], ...parts }, {});
const problemsOf = (parts: object) => {
  const loaded = load(parts);
  return 'problems' in loaded ? loaded.problems : [];
};

describe('the section `documents`', () => {
  it('allows introspection, any document, and the usual bounds when it is absent', () => {
    expect(load({})).toMatchObject({
      config: { documents: { introspection: true, onlyTrusted: false, ...DEFAULT_BOUNDS } },
    });
  });

  it('has every bound, each within its range', () => {
    const example = parseDocument(readFileSync(new URL('example.yaml', import.meta.url), 'utf8')).toJS() as {
      documents: object;
    };
    for (const [name, [least, most]] of Object.entries(BOUND_RANGES)) {
      expect(Object.keys(example.documents)).toContain(name);
      for (const value of [least, most]) expect(problemsOf({ documents: { [name]: value } })).toEqual([]);
      for (const value of [least - 1, most + 1, 1.5, '5', null])
        expect(problemsOf({ documents: { [name]: value } })).toMatchObject([{ path: `documents.${name}` }]);
    }
  });

  it('knows no other key', () => {
    expect(problemsOf({ documents: { depth: 5 } })).toEqual([
      { path: 'documents.depth', message: 'is not a key that is known here' },
    ]);
  });

  it('takes only listed documents where there is a list, and nobody writes his own', () => {
    const path = 'documents.onlyTrusted';
    const trusted = 'documents.json';
    expect(problemsOf({ documents: { trusted, onlyTrusted: true } })).toEqual([]);
    expect(problemsOf({ documents: { onlyTrusted: true } })).toMatchObject([
      { path, message: expect.stringMatching(/^needs documents.trusted/) },
    ]);
    const auth = { routerSecret: 'secret' };
    expect(problemsOf({ documents: { trusted, onlyTrusted: true }, auth })).toMatchObject([
      { path, message: expect.stringMatching(/^cannot be used with auth.routerSecret/) },
    ]);
    expect(problemsOf({ documents: { trusted }, auth })).toEqual([]);
  });
});

describe('`server.origins`', () => {
  it.each(['https://app.example', 'http://localhost:5173', 'https://app.example:8443', 'capacitor://localhost'])(
    'takes %s',
    (origin) => {
      expect(load({ server: { origins: [origin] } })).toMatchObject({ config: { server: { origins: [origin] } } });
    },
  );

  it.each([
    '*',
    'https://*.app.example',
    'app.example',
    'https://app.example/',
    'https://app.example/path',
    'https://app.example:443',
    'https://App.example',
    'https://user@app.example',
    'null',
    '',
  ])('does not take %s, which no browser sends', (origin) => {
    expect(problemsOf({ server: { origins: [origin] } })).toMatchObject([
      { path: 'server.origins[0]', message: expect.stringMatching(/^must be an origin/) },
    ]);
  });
});
