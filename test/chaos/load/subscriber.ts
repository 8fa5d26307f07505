import { setTimeout as realDelay } from 'node:timers/promises';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Fleet } from '../fleet.ts';
import type { Chance } from '../random.ts';
import { CHANGES } from './operations.ts';

/** Whoever is silent so long is taken for dead: a ping without its pong, an address that does not answer. */
const SILENCE_MS = 2_000;
const RECONNECT_AFTER_MS = 50;

class ImpatientSocket extends WebSocket {
  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols, { handshakeTimeout: SILENCE_MS });
  }
}

/** One change as a subscriber saw it. */
export interface SeenChange {
  readonly cursor: string;
  readonly sequence: number;
  readonly from: string | null;
  readonly to: string;
  readonly operationId: string | null;
  readonly membership: { readonly id: string };
}

type Filter = { readonly groupId: string } | { readonly operationId: string };

/** A client that follows changes, and goes on at any other instance from the last cursor when its connection breaks. */
export class Subscriber {
  readonly filter: Filter;
  readonly seen: SeenChange[] = [];
  /** Errors that the service answered a subscription with. */
  readonly errors: string[] = [];
  reconnects = -1;
  readonly #fleet: Fleet;
  readonly #chance: Chance;
  readonly #ending = new AbortController();
  readonly #over: Promise<void>;
  #cursor: string | null;

  /** @param after of the cursor from which on to follow; null: what happens from now on */
  constructor(filter: Filter, after: string | null, fleet: Fleet, chance: Chance) {
    this.filter = filter;
    this.#cursor = after;
    this.#fleet = fleet;
    this.#chance = chance;
    this.#over = this.#follow();
  }

  async end(): Promise<void> {
    this.#ending.abort();
    await this.#over;
  }

  async #follow(): Promise<void> {
    while (!this.#ending.signal.aborted) {
      this.reconnects++;
      const client = connect(this.#fleet.anyUrl(this.#chance));
      const hangUp = (): void => client.terminate();
      this.#ending.signal.addEventListener('abort', hangUp, { once: true });
      await this.#listen(client);
      this.#ending.signal.removeEventListener('abort', hangUp);
      client.terminate();
      await realDelay(RECONNECT_AFTER_MS);
    }
  }

  /** Resolves when the connection or the subscription is over, for whatever reason. */
  #listen(client: Client): Promise<void> {
    return new Promise((resolve) => {
      client.subscribe<{ memberStateChanged: SeenChange }>(
        { query: CHANGES, variables: { ...this.filter, after: this.#cursor } },
        {
          next: ({ data, errors }) => {
            if (errors !== undefined) this.errors.push(JSON.stringify(errors));
            if (!data) return;
            this.seen.push(data.memberStateChanged);
            this.#cursor = data.memberStateChanged.cursor;
          },
          error: (error) => {
            if (Array.isArray(error)) this.errors.push(JSON.stringify(error));
            resolve();
          },
          complete: () => resolve(),
        },
      );
    });
  }
}

function connect(url: string): Client {
  let silence: NodeJS.Timeout | undefined;
  const client: Client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: ImpatientSocket,
    retryAttempts: 0,
    keepAlive: SILENCE_MS,
    connectionAckWaitTimeout: SILENCE_MS,
    on: {
      ping: (received) => {
        if (!received) silence = setTimeout(() => client.terminate(), SILENCE_MS);
      },
      pong: (received) => {
        if (received) clearTimeout(silence);
      },
      closed: () => clearTimeout(silence),
    },
  });
  return client;
}
