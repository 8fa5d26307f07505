import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

const CHANGES = 'subscription ($groupId: ID!) { memberStateChanged(groupId: $groupId) { to membership { account } } }';
/** How long it may take until a subscription is there or an event comes, in milliseconds; only a broken service takes so long. */
const PATIENCE_MS = 10_000;

interface Change {
  readonly to: string;
  readonly membership: { readonly account: string };
}

/** One subscriber on a WebSocket, who notes when each account was told to have joined. */
export class JoinListener implements AsyncDisposable {
  readonly #client;
  readonly #joins = new Map<string, number>();
  readonly #waiting = new Map<string, (atMs: number) => void>();
  #failure: Error | null = null;

  constructor(url: string, groupId: string) {
    this.#client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
    });
    this.#client.subscribe<{ memberStateChanged: Change }>(
      { query: CHANGES, variables: { groupId } },
      {
        next: ({ data }) => {
          if (data?.memberStateChanged.to === 'JOINED') this.#joined(data.memberStateChanged.membership.account);
        },
        error: (error) => {
          this.#failure = new Error('the subscription failed', { cause: error });
        },
        complete: () => {},
      },
    );
  }

  /** When the account was told to have joined, by `performance.now()`. */
  async joined(account: string): Promise<number> {
    const known = this.#joins.get(account);
    if (known !== undefined) return known;
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const late = setTimeout(() => reject(this.#failure ?? new Error(`nothing was told of ${account}`)), PATIENCE_MS);
    this.#waiting.set(account, resolve);
    return await promise.finally(() => clearTimeout(late));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.dispose();
  }

  #joined(account: string): void {
    const nowMs = performance.now();
    this.#joins.set(account, nowMs);
    this.#waiting.get(account)?.(nowMs);
  }
}
