import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Fleet } from '../fleet.ts';
import { Chance } from '../random.ts';

/** An instance that is silent so long is passed over; it may take the webhook all the same, later. */
const PATIENCE_MS = 700;

/** What an instance answered to a webhook. */
export interface WebhookAnswer {
  readonly fromMs: number;
  readonly toMs: number;
  readonly path: string;
  readonly status: number;
  readonly text: string;
}

/** Stands before the instances as a load balancer would: hands each webhook to any of them, and to the next one when that one does not answer. */
export class Forwarder implements AsyncDisposable {
  readonly answers: WebhookAnswer[] = [];
  /** Webhooks that no instance took: the provider saw them fail. */
  untaken = 0;
  readonly #server: Server;
  readonly #fleet: Fleet;
  readonly #chance: Chance;

  private constructor(fleet: Fleet, seed: number) {
    this.#fleet = fleet;
    this.#chance = new Chance(seed, 'forwarder');
    this.#server = createServer((request, response) => {
      this.#forward(request, response).catch(() => response.destroy());
    });
  }

  static async start(fleet: Fleet, seed: number): Promise<Forwarder> {
    const forwarder = new Forwarder(fleet, seed);
    await new Promise<void>((resolve) => forwarder.#server.listen(0, '127.0.0.1', resolve));
    return forwarder;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async #forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    const body = await buffer(request);
    const headers = new Headers();
    for (const name of ['content-type', 'authorization']) {
      const value = request.headers[name];
      if (typeof value === 'string') headers.set(name, value);
    }
    for (const { url } of this.#chance.shuffled(this.#fleet.instances)) {
      const fromMs = Date.now();
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const posted = fetch(url + path, { method: 'POST', headers, body: new Uint8Array(body), signal });
      const answer = await posted
        .then(async (taken) => ({ status: taken.status, text: await taken.text() }))
        .catch(() => null);
      if (answer === null) continue;
      this.answers.push({ fromMs, toMs: Date.now(), path: path.split('?')[0] ?? path, ...answer });
      if (answer.status >= 500) continue;
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.text);
      return;
    }
    this.untaken++;
    response.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
