import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** The suite's tests know no other place for their router; whoever develops here has something of their own on that port. */
export const ROUTER_URL = 'http://localhost:4000/';

export interface RouterProxy extends AsyncDisposable {
  readonly url: string;
}

/** An HTTP proxy that hands what is meant for {@link ROUTER_URL} to a gateway, and refuses everything else. */
export async function startRouterProxy(gatewayUrl: string): Promise<RouterProxy> {
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      if (request.url !== ROUTER_URL) throw new Error(`nobody is at ${request.url}`);
      const { accept = '*/*', 'content-type': contentType = '' } = request.headers;
      const headers = { accept, 'content-type': contentType };
      const answered = await fetch(`${gatewayUrl}/graphql`, { method: 'POST', headers, body: await text(request) });
      response.writeHead(answered.status, { 'content-type': answered.headers.get('content-type') ?? '' });
      response.end(await answered.text());
    };
    answer().catch((error: unknown) => response.writeHead(502).end(String(error)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
