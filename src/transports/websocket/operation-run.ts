import { execute, type ExecutionResult, GraphQLError, OperationTypeNode } from 'graphql';
import type { Logger } from 'pino';
import type { Viewer } from '../../access/viewer.ts';
import type { OperationRequest, Operations } from '../../graphql/operation.ts';
import type { ResultStream } from '../../graphql/subscribe.ts';
import type { Clock } from '../../kernel/clock.ts';
import { hasExpired } from '../../access/viewer.ts';
import { endAtExpiry } from '../../graphql/end-at-expiry.ts';
import type { Channel } from './channel.ts';
import type { SocketCredential } from './credential.ts';
import type { Dialect } from './dialect.ts';

export interface Asked {
  readonly id: string;
  readonly request: OperationRequest;
  /** Of the message that brought it. */
  readonly bytes: number;
}

/** What an operation needs of the socket that it runs over. */
export interface RunHost {
  readonly channel: Channel;
  readonly dialect: Dialect;
  readonly credential: SocketCredential;
  /** The credential of the socket has ended. */
  readonly onExpired: () => void;
  /** The last message is about to leave: from then on the id is free. */
  readonly onLast: (run: OperationRun) => void;
}

export interface RunDeps {
  readonly operations: Operations;
  readonly clock: Clock;
  readonly log: Logger;
}

/** One operation over a socket, from its first message to its last. */
export class OperationRun {
  readonly asked: Asked;
  readonly #host: RunHost;
  readonly #deps: RunDeps;
  #stopped = false;
  #results: ResultStream | null = null;

  constructor(asked: Asked, host: RunHost, deps: RunDeps) {
    this.asked = asked;
    this.#host = host;
    this.#deps = deps;
  }

  /** Nobody wants to hear of it any more: its stream is closed at once. What has begun to be executed goes on, so a mutation is whole or was never begun. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#closeResults();
  }

  /** Resolves when nothing of it is left; never rejects. */
  async run(): Promise<void> {
    const { dialect } = this.#host;
    const { operations } = this.#deps;
    const { id, request } = this.asked;
    try {
      const prepared = await operations.prepare(request);
      if ('errors' in prepared)
        return await this.#sayLast(dialect.failure(id, operations.formatErrors(prepared.errors)));
      const who = await this.#viewer();
      if (who === null) return;
      const args = operations.forViewer(prepared.args, who.viewer);
      if (prepared.kind === OperationTypeNode.SUBSCRIPTION) {
        const subscribed = await operations.subscribe(args);
        if (Symbol.asyncIterator in subscribed) await this.#pass(subscribed, who);
        else await this.#say(dialect.result(id, operations.toJson(subscribed)));
      } else {
        const result: ExecutionResult = await execute(args);
        await this.#say(dialect.result(id, operations.toJson(result)));
      }
      await this.#sayLast(dialect.complete(id));
    } catch (error) {
      await this.#sayLast(dialect.failure(id, operations.formatErrors([toGraphQLError(error)])));
    }
  }

  /** Null when it is to be executed for nobody: it was stopped, or the socket's credential has ended and the timer is late. */
  async #viewer(): Promise<Who | null> {
    const { credential, onExpired } = this.#host;
    const own = await credential.ofOperation(this.asked.request.extensions);
    const viewer = own ?? (await credential.viewer);
    if (this.#stopped) return null;
    const who = { viewer, isOwn: own !== null };
    if (!this.#endsSocket(who)) return who;
    onExpired();
    return null;
  }

  async #pass(results: ResultStream, who: Who): Promise<void> {
    const { dialect, onExpired } = this.#host;
    const { operations, clock } = this.#deps;
    this.#results = who.isOwn ? endAtExpiry(results, who.viewer, clock) : results;
    if (this.#stopped) return this.#closeResults();
    for await (const result of this.#results) {
      if (this.#endsSocket(who)) return onExpired();
      await this.#say(dialect.result(this.asked.id, operations.toJson(result)));
    }
  }

  /** An operation's own credential ends the operation, and that of the socket everything. */
  #endsSocket({ viewer, isOwn }: Who): boolean {
    return !isOwn && hasExpired(viewer, this.#deps.clock);
  }

  async #say(text: string): Promise<void> {
    if (!this.#stopped) await this.#host.channel.send(text);
  }

  async #sayLast(text: string): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#host.onLast(this);
    await this.#host.channel.send(text);
  }

  #closeResults(): void {
    this.#results
      ?.return?.()
      .catch((error: unknown) => this.#deps.log.error({ err: error }, 'a subscription could not be closed'));
  }
}

interface Who {
  readonly viewer: Viewer;
  /** Of this operation alone, not of the socket. */
  readonly isOwn: boolean;
}

/** Keeps the code of an error that has one; any other is masked by whoever formats it. */
function toGraphQLError(thrown: unknown): GraphQLError {
  if (thrown instanceof GraphQLError) return thrown;
  const originalError = thrown instanceof Error ? thrown : new Error(String(thrown));
  return new GraphQLError(originalError.message, { originalError });
}
