import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request as forward, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { extname, join } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.png': 'image/png',
  '.ttf': 'font/ttf',
};

/** Where a browser finds a playground. */
export interface PageServer extends AsyncDisposable {
  /** Address of a page that shows an operation. */
  pageWith(query: string): string;
}

export interface Pages {
  /** The service that answers `/graphql` of the same origin. */
  readonly service: string;
  /** The page that shows an operation; `host` is the page's own. */
  render(query: string, host: string): string;
  /** Answers a request for anything but the page. */
  assets(request: IncomingMessage, response: ServerResponse): void;
}

/** Serves a playground as somebody would who hosts one beside the service: its page, its files, and `/graphql` handed on. */
export async function startPageServer({ service, render, assets }: Pages): Promise<PageServer> {
  const { hostname, port } = new URL(service);
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://page');
    if (pathname === '/') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(render(searchParams.get('query') ?? '', request.headers.host ?? ''));
    } else if (pathname === '/graphql') {
      const { method = 'POST', headers } = request;
      const sent = forward(`${service}/graphql`, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      sent.on('error', () => response.destroy());
      response.once('close', () => sent.destroy());
      request.pipe(sent);
    } else {
      assets(request, response);
    }
  });
  server.on('upgrade', (request, socket, head) => {
    const upstream = connect(Number(port), hostname, () => {
      const { rawHeaders } = request;
      const lines = rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : []));
      upstream.write(`GET ${request.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    pageWith: (query) => `${url}/?query=${encodeURIComponent(query)}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Answers with the files of a folder, by what follows the prefix. */
export const filesOf =
  (folder: string, prefix: string): Pages['assets'] =>
  (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page');
    const type = TYPES[extname(pathname)];
    if (!pathname.startsWith(prefix) || type === undefined) {
      response.writeHead(404).end();
      return;
    }
    readFile(join(folder, pathname.slice(prefix.length))).then(
      (content) => response.writeHead(200, { 'content-type': type }).end(content),
      () => response.writeHead(404).end(),
    );
  };
