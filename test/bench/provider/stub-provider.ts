import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One inviting call as the provider saw it. Instants are those of `performance.now()`. */
export interface SeenCall {
  readonly accounts: readonly string[];
  readonly arrivedMs: number;
  readonly answeredMs: number;
}

/** The connection's id in the configuration. */
export const STUB_CONNECTION = 'stub';
/** More than anything here sends: no quota is in the way. */
const UNLIMITED = 1_000_000;

/**
 * A provider without limits that speaks like Tencent Cloud IM, lets everybody join, and answers after a fixed time. Nothing is
 * checked and nothing is kept: it must cost next to nothing beside what is measured.
 */
export class StubProvider implements AsyncDisposable {
  readonly #server: Server;
  readonly #latencyMs: number;
  readonly #onCall: (call: SeenCall) => void;
  calls = 0;

  private constructor(latencyMs: number, onCall: (call: SeenCall) => void) {
    this.#latencyMs = latencyMs;
    this.#onCall = onCall;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(latencyMs: number, onCall: (call: SeenCall) => void = () => {}): Promise<StubProvider> {
    const provider = new StubProvider(latencyMs, onCall);
    provider.#server.listen(0, '127.0.0.1');
    await once(provider.#server, 'listening');
    return provider;
  }

  /** For `connections` of the configuration. */
  get connection(): object {
    const { port } = this.#server.address() as AddressInfo;
    return {
      id: STUB_CONNECTION,
      provider: 'tencent-im',
      baseUrl: `http://127.0.0.1:${port}`,
      sdkAppId: 1_400_000_000,
      secretKey: 'worth-nothing',
      administrator: 'administrator',
      limits: { callsPerSecond: UNLIMITED, readsPerSecond: UNLIMITED },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const arrivedMs = performance.now();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (!request.url?.includes('/add_group_member')) {
      return void response.end('{"ActionStatus":"FAIL","ErrorCode":10004,"ErrorInfo":"only invites here"}');
    }
    const { MemberList } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
      MemberList: readonly { readonly Member_Account: string }[];
    };
    const accounts = MemberList.map(({ Member_Account }) => Member_Account);
    const text = JSON.stringify({
      ActionStatus: 'OK',
      ErrorCode: 0,
      MemberList: accounts.map((Member_Account) => ({ Member_Account, Result: 1 })),
    });
    this.calls++;
    const answer = (): void => {
      response.end(text);
      this.#onCall({ accounts, arrivedMs, answeredMs: performance.now() });
    };
    if (this.#latencyMs === 0) answer();
    else setTimeout(answer, this.#latencyMs);
  }
}
