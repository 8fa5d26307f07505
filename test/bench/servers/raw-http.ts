import { once } from 'node:events';
import { createServer } from 'node:http';
import { execute, parse } from 'graphql';
import { serve, urlOf } from '../machine/serve.ts';
import { buildBenchSchema, createBenchContext } from '../schema/schema.ts';
import { WORKS } from '../schema/works.ts';

/** The limit: the same bytes over `node:http`, with nothing parsed and nothing executed. */
const schema = buildBenchSchema();
const answers = new Map<string | undefined, string>();
for (const { name, query, variables } of WORKS) {
  const document = parse(query);
  const result = await execute({ schema, document, variableValues: variables, contextValue: createBenchContext() });
  answers.set(name, JSON.stringify(result));
}

const http = createServer((request, response) => {
  const answer = answers.get(String(request.headers['x-work'])) ?? '{}';
  request.on('data', () => {});
  request.on('end', () => {
    const length = Buffer.byteLength(answer);
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': length });
    response.end(answer);
  });
}).listen(0, '127.0.0.1');
await once(http, 'listening');
serve({ url: urlOf(http.address()) });
