import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A release of the service that is yet to come. */
export interface LaterRelease extends AsyncDisposable {
  readonly url: string;
}

/** Stands in front of a service and gives one type of its answers a name that no client of today has heard of. */
export async function startLaterRelease(target: string, today: string, later: string): Promise<LaterRelease> {
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      const { method = 'POST', url = '/', headers } = request;
      const { accept = '*/*', 'content-type': contentType = 'application/json' } = headers;
      const answered = await fetch(`${target}${url}`, {
        method,
        headers: { accept, 'content-type': contentType },
        body: method === 'POST' ? Buffer.concat(chunks) : null,
      });
      const text = (await answered.text()).replaceAll(`"${today}"`, `"${later}"`);
      const type = answered.headers.get('content-type') ?? contentType;
      response.writeHead(answered.status, { 'content-type': type }).end(text);
    };
    answer().catch((error: Error) => response.destroy(error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
