import type { Clock, Random } from '../kernel/clock.ts';
import { systemRandom } from '../kernel/clock.ts';
import {
  PATH_PREFIXES,
  SANDBOX_CONNECTION_IDS,
  SANDBOX_CREDENTIALS,
  SANDBOX_OPERATOR,
  sandboxConnections,
} from './connections.ts';
import type { SandboxConnection, SandboxConnectionId } from './connections.ts';
import { OrderBook } from './control/knobs.ts';
import type { ControlOrder } from './control/order.ts';
import { parseOrder } from './control/parse.ts';
import type { Front } from './front.ts';
import { createGeweFront } from './gewe/front.ts';
import { jsonAnswer } from './http/answer.ts';
import { answerControl } from './http/control-routes.ts';
import { exchange } from './http/exchange.ts';
import type { Reply } from './http/exchange.ts';
import type { ReceivedRequest } from './http/received.ts';
import { WebServer } from './http/server.ts';
import { createImkitFront } from './imkit/front.ts';
import { issueClientToken } from './imkit/token.ts';
import { RunningJournal } from './journal.ts';
import type { Journal } from './journal.ts';
import { QuotaWindows } from './quota.ts';
import { createTencentAppFront } from './tencent-app/front.ts';
import { createTencentFront } from './tencent/front.ts';
import type { WorldChange } from './world/change.ts';
import { backendOf, createWorlds } from './worlds.ts';
import { createZimFront } from './zim/front.ts';

/** How long an invitee takes to accept, where the options do not say otherwise. */
export const DEFAULT_ACCEPT_AFTER_MS = 1500;

export interface SandboxOptions {
  /** All waiting and all timestamps go by it. */
  readonly clock: Clock;
  /** For ids in answers. Default: the system's. */
  readonly random?: Random | undefined;
  /** Default 127.0.0.1. */
  readonly host?: string | undefined;
  /** Default 0: any free port. */
  readonly port?: number | undefined;
  /** How long after the invite a pending invitee accepts. Default {@link DEFAULT_ACCEPT_AFTER_MS}. */
  readonly acceptAfterMs?: number | undefined;
}

/** Five simulated providers behind one HTTP server. */
export interface Sandbox {
  /** Without a slash at the end. */
  readonly url: string;
  /** Ready for the configuration file's `connections`, with the credentials that the sandbox checks. */
  readonly connections: readonly SandboxConnection[];
  /** Requests that now wait on the clock, or for ever. */
  readonly parked: number;
  readonly journal: Journal;
  /** @throws TypeError when the order is not understood */
  control(order: ControlOrder): void;
  /** The members of a group, the owner first; empty when there is no such group (yet). */
  members(connectionId: SandboxConnectionId, groupId: string): readonly string[];
  /** Who has been invited to a group and has not answered, the oldest invite first. */
  pendingInvitees(connectionId: SandboxConnectionId, groupId: string): readonly string[];
  /** Calls the listener after every change to who is in, or invited to, any group. Returns the function that ends it. */
  onChange(listener: (change: WorldChange) => void): () => void;
  /** As at the start: seed groups, no orders, empty journal, fresh quotas. Requests that wait are broken off. */
  reset(): void;
  /** Breaks off requests that wait, closes every socket, and stops listening. */
  close(): Promise<void>;
}

/** Starts listening; rejects when the port is taken. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const {
    clock,
    random = systemRandom,
    host = '127.0.0.1',
    port = 0,
    acceptAfterMs = DEFAULT_ACCEPT_AFTER_MS,
  } = options;
  const worlds = createWorlds({ clock, acceptAfterMs });
  const desk = { orders: new OrderBook(), quotas: new QuotaWindows(), journal: new RunningJournal() };
  const zim = createZimFront({ world: worlds.zim, clock, random });
  const fronts: Readonly<Record<SandboxConnectionId, Front>> = {
    wechat: createGeweFront({ world: worlds.wechat, random }),
    tencent: createTencentFront({ world: worlds.tencent, clock }),
    'tencent-app': createTencentAppFront({ world: worlds.tencent }),
    imkit: createImkitFront({ world: worlds.imkit, clock }),
    zim,
  };

  const control = (order: ControlOrder): void => desk.orders.note(parseOrder(order));

  function reset(): void {
    for (const world of Object.values(worlds)) world.reset();
    zim.reset();
    desk.orders.clear();
    desk.quotas.clear();
    desk.journal.clear();
    server.releaseParked();
  }

  function respond(request: ReceivedRequest): Reply {
    const own = answerControl(request, { journal: desk.journal, control, reset });
    if (own !== null) return { kind: 'answer', answer: own, delayMs: 0 };
    const connectionId = SANDBOX_CONNECTION_IDS.find((id) => isBelow(PATH_PREFIXES[id], request.path));
    if (connectionId !== undefined) {
      const path = request.path.slice(PATH_PREFIXES[connectionId].length);
      return exchange(fronts[connectionId], { ...request, path }, desk);
    }
    const error = `nothing is served at ${request.path}`;
    return { kind: 'answer', answer: jsonAnswer({ error }, 404), delayMs: 0 };
  }

  const server = new WebServer({ clock, host, port, respond });
  const url = await server.listen();
  const imkitToken = issueClientToken(SANDBOX_OPERATOR, SANDBOX_CREDENTIALS.imkit.signingKey, null);
  const peek = (connectionId: SandboxConnectionId, groupId: string) => worlds[backendOf(connectionId)].peek(groupId);

  return {
    url,
    connections: sandboxConnections(url, imkitToken),
    journal: desk.journal,
    get parked() {
      return server.parked;
    },
    control,
    members: (connectionId, groupId) => [...(peek(connectionId, groupId)?.members.keys() ?? [])],
    pendingInvitees: (connectionId, groupId) => [...(peek(connectionId, groupId)?.pending.keys() ?? [])],
    onChange(listener) {
      const ends = Object.values(worlds).map((world) => world.onChange(listener));
      return () => {
        for (const end of ends) end();
      };
    },
    reset,
    async close() {
      for (const world of Object.values(worlds)) world.close();
      await server.close();
    },
  };
}

const isBelow = (prefix: string, path: string): boolean => path === prefix || path.startsWith(`${prefix}/`);
