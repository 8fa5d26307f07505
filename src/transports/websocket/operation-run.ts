import { execute, type ExecutionResult, GraphQLError, OperationTypeNode } from 'graphql';
import type { Viewer } from '../../access/viewer.ts';
import { hasExpired } from '../../access/viewer.ts';
import { endAtExpiry } from '../../graphql/end-at-expiry.ts';
import type { Results } from '../../graphql/fan-out/results.ts';
import type { ResultSink, Subscription } from '../../graphql/fan-out/subscription.ts';
import type { OperationRequest, Operations } from '../../graphql/operation.ts';
import type { Channel } from './channel.ts';
import type { SocketCredential } from './credential.ts';
import { type Dialect, resultMessage } from './dialect.ts';
import { framesOf } from './frames.ts';

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
  onExpired(): void;
  /** The last message is about to leave: from then on the id is free. */
  onLast(run: OperationRun): void;
  /** Nothing of it is left; called once. */
  onOver(run: OperationRun): void;
}

export interface RunDeps {
  readonly operations: Operations;
}

/** One operation over a socket, from its first message to its last. Keeps nothing of the request for as long as it runs but what it needs. */
export class OperationRun implements ResultSink {
  readonly id: string;
  /** Of the message that brought it. */
  readonly bytes: number;
  readonly #host: RunHost;
  readonly #deps: RunDeps;
  readonly #idJson: string;
  /** Whose credential ends the socket with it; null where it is of this operation alone, or has no end. */
  #mortal: Viewer | null = null;
  #stopped = false;
  #subscription: Subscription | null = null;

  constructor({ id, bytes }: Asked, host: RunHost, deps: RunDeps) {
    this.id = id;
    this.bytes = bytes;
    this.#idJson = JSON.stringify(id);
    this.#host = host;
    this.#deps = deps;
  }

  /** Nobody wants to hear of it any more: its subscription is closed at once. What has begun to be executed goes on, so a mutation is whole or was never begun. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    if (this.#subscription === null) return;
    this.#subscription.close();
    this.#host.onOver(this);
  }

  /** Resolves when it is answered, or its results are listened to; never rejects. */
  begin(request: OperationRequest): Promise<void> {
    return this.#run(request);
  }

  take(results: Results): Promise<void> | null {
    if (this.#stopped) return null;
    if (this.#mortal !== null && hasExpired(this.#mortal, this.#deps.operations.clock)) {
      this.#host.onExpired();
      return null;
    }
    const { channel, dialect } = this.#host;
    return channel.sendFrames(framesOf(results, dialect, this.#idJson));
  }

  end(): void {
    if (this.#stopped) return;
    void this.#sayLast(this.#host.dialect.complete(this.id));
    this.#host.onOver(this);
  }

  async #run(request: OperationRequest): Promise<void> {
    const { dialect } = this.#host;
    const { operations } = this.#deps;
    try {
      const subscription = await this.#answer(request);
      if (subscription !== null) return this.#listen(subscription);
    } catch (error) {
      await this.#sayLast(dialect.failure(this.id, operations.formatErrors([toGraphQLError(error)])));
    }
    this.#host.onOver(this);
  }

  /** Null when it has been answered. */
  async #answer(request: OperationRequest): Promise<Subscription | null> {
    const { dialect } = this.#host;
    const { operations } = this.#deps;
    const prepared = await operations.prepare(request);
    if ('errors' in prepared) {
      await this.#sayLast(dialect.failure(this.id, operations.formatErrors(prepared.errors)));
      return null;
    }
    const who = await this.#viewer(request);
    if (who === null) return null;
    const args = operations.forViewer(prepared.args, who.viewer);
    const isSubscription = prepared.kind === OperationTypeNode.SUBSCRIPTION;
    const result = await (isSubscription ? operations.subscribe(args) : (execute(args) as ExecutionResult));
    if ('passTo' in result) return who.isOwn ? endAtExpiry(result, who.viewer, operations.clock) : result;
    await this.#say(resultMessage(dialect, this.id, operations.toJson(result)));
    await this.#sayLast(dialect.complete(this.id));
    return null;
  }

  #listen(subscription: Subscription): void {
    this.#subscription = subscription;
    if (!this.#stopped) return subscription.passTo(this);
    subscription.close();
    this.#host.onOver(this);
  }

  /** Null when it is to be executed for nobody: it was stopped, or the socket's credential has ended and the timer is late. */
  async #viewer({ extensions }: OperationRequest): Promise<Who | null> {
    const { credential } = this.#host;
    const own = await credential.ofOperation(extensions);
    const viewer = own ?? (await credential.viewer);
    if (this.#stopped) return null;
    if (own !== null || viewer.expiresAtMs === null) return { viewer, isOwn: own !== null };
    this.#mortal = viewer;
    if (!hasExpired(viewer, this.#deps.operations.clock)) return { viewer, isOwn: false };
    this.#host.onExpired();
    return null;
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
