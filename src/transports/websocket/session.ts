import type { IncomingHttpHeaders } from 'node:http';
import type { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import type { Access } from '../../access/access.ts';
import type { Viewer } from '../../access/viewer.ts';
import { coded } from '../../graphql/documents/errors.ts';
import type { OperationRequest } from '../../graphql/operation.ts';
import type { CancelTimer, Clock } from '../../kernel/clock.ts';
import { SECOND } from '../../kernel/duration.ts';
import type { Heartbeats, Patient } from '../heartbeat.ts';
import type { Channel } from './channel.ts';
import { CLOSE_CODES, type CloseCode, MAX_REASON_BYTES } from './close-code.ts';
import { SocketCredential } from './credential.ts';
import type { Dialect } from './dialect.ts';
import { type Asked, OperationRun, type RunDeps, type RunHost } from './operation-run.ts';

/** How long a client may take to say `connection_init`, in milliseconds. */
export const INIT_TIMEOUT_MS = 10 * SECOND;
/** The longest `connection_init`, in bytes: it is kept as long as the socket. */
export const MAX_INIT_BYTES = 64 * 1024;
/** What may run over one socket at a time: operations, and the bytes of the messages that began them. */
export const MAX_UNDER_WAY = { operations: 10_000, bytes: 32 * 1024 * 1024 } as const;

export interface SessionDeps extends RunDeps {
  readonly access: Access;
  readonly clock: Clock;
  readonly heartbeats: Heartbeats;
  readonly log: Logger;
  /** Runs each operation. Default: runs it. */
  readonly observe?: ((request: OperationRequest, run: () => Promise<void>) => Promise<void>) | undefined;
}

export interface SessionParts {
  readonly channel: Channel;
  readonly dialect: Dialect;
  /** Of the upgrade. */
  readonly headers: IncomingHttpHeaders;
}

/**
 * What is said over one socket, in whichever subprotocol.
 *
 * | state | enters when | leaves when |
 * |---|---|---|
 * | new | opened | `connection_init`, or {@link INIT_TIMEOUT_MS} are over |
 * | acknowledged | `connection_init`, whatever its credential is worth: each operation is told | the credential ends, the protocol is broken, or either side leaves |
 * | over | closed, by either side | never |
 */
export class Session implements RunHost, Patient {
  readonly channel: Channel;
  readonly dialect: Dialect;
  readonly #headers: IncomingHttpHeaders;
  readonly #deps: SessionDeps;
  /** Those that the client may name, by id. */
  readonly #named = new Map<string, OperationRun>();
  /** Also those that the client has stopped and that are not at their end yet; and the bytes of the messages that began them. */
  #operations = 0;
  #bytes = 0;
  #credential: SocketCredential | null = null;
  #over = false;
  #cancelTimer: CancelTimer | null;

  constructor({ channel, dialect, headers }: SessionParts, deps: SessionDeps) {
    this.channel = channel;
    this.dialect = dialect;
    this.#headers = headers;
    this.#deps = deps;
    const { clock, heartbeats } = deps;
    heartbeats.start(this);
    this.#cancelTimer = clock.setTimer(clock.now() + INIT_TIMEOUT_MS, () =>
      this.#breakOff(CLOSE_CODES.initTimeout, 'Connection initialisation timeout'),
    );
  }

  /** To be asked only by operations, which begin after the credential was brought. */
  get credential(): SocketCredential {
    if (this.#credential === null) throw new TypeError('nobody has said who they are');
    return this.#credential;
  }

  hear(data: Buffer): void {
    if (this.#over) return;
    const message = this.dialect.read(data.toString('utf8'));
    switch (message.kind) {
      case 'init':
        return this.#begin(message.params, data.length);
      case 'start':
        return this.#start({ id: message.id, request: message.request, bytes: data.length });
      case 'stop':
        this.#named.get(message.id)?.stop();
        this.#named.delete(message.id);
        return;
      case 'ping':
        return void this.channel.send(message.answer);
      case 'pong':
        return;
      case 'terminate':
        return this.close(CLOSE_CODES.normal, 'Normal closure');
      case 'wrong':
        return this.#breakOff(CLOSE_CODES.badRequest, message.reason);
    }
  }

  /** Operations that are under way. */
  get operations(): number {
    return this.#operations;
  }

  /** The client has answered the last ping. */
  hearPong(): void {
    this.#deps.heartbeats.reached(this);
  }

  /** Pings the client, and says that the server lives where the protocol has a word for it. */
  sendSign(): void {
    this.channel.ping();
    if (this.#credential !== null && this.dialect.sign !== null) void this.channel.send(this.dialect.sign);
  }

  giveUp(): void {
    this.channel.cut();
  }

  /** Frees everything, and then closes the socket. */
  close(code: CloseCode, reason: string): void {
    if (this.#over) return;
    this.#free();
    this.channel.close(code, reason);
  }

  /** Frees everything, for the socket is closed. */
  end(): void {
    this.#deps.heartbeats.stop(this);
    this.#free();
  }

  /** Its operations are told nothing: clients come back with a new credential, and ask for them again. */
  onExpired(): void {
    this.close(CLOSE_CODES.forbidden, 'Forbidden');
  }

  onLast(run: OperationRun): void {
    if (this.#named.get(run.id) === run) this.#named.delete(run.id);
  }

  onOver(run: OperationRun): void {
    this.#operations--;
    this.#bytes -= run.bytes;
    this.onLast(run);
  }

  #free(): void {
    this.#over = true;
    this.#stopTimer();
    for (const run of this.#named.values()) run.stop();
    this.#named.clear();
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  /** The client does not keep to the protocol. */
  #breakOff(code: CloseCode, reason: string): void {
    const farewell = this.dialect.farewell(reason);
    if (farewell !== null) void this.channel.send(farewell);
    this.close(code, reason);
  }

  #begin(params: unknown, bytes: number): void {
    if (this.#credential !== null) return this.#breakOff(CLOSE_CODES.tooManyInits, 'Too many initialisation requests');
    if (bytes > MAX_INIT_BYTES) return this.#breakOff(CLOSE_CODES.badRequest, 'connection_init is too large');
    this.#stopTimer();
    const { access, log } = this.#deps;
    this.#credential = new SocketCredential(access, this.#headers, params);
    this.#credential.viewer.then(
      (viewer) => this.#closeAtExpiry(viewer),
      (error: unknown) => {
        log.error({ err: error }, 'the credential of a WebSocket cannot be judged');
        this.close(CLOSE_CODES.tryAgainLater, 'Try again later');
      },
    );
    for (const text of this.dialect.welcome) void this.channel.send(text);
  }

  #closeAtExpiry({ expiresAtMs }: Viewer): void {
    if (this.#over || expiresAtMs === null) return;
    this.#cancelTimer = this.#deps.clock.setTimer(expiresAtMs, () => this.onExpired());
  }

  #start(asked: Asked): void {
    const { id, bytes } = asked;
    if (this.#credential === null) return this.#breakOff(CLOSE_CODES.unauthorized, 'Unauthorized');
    const earlier = this.#named.get(id);
    if (earlier !== undefined && this.dialect.repeatedId === 'wrong')
      return this.#breakOff(CLOSE_CODES.subscriberAlreadyExists, nameSubscriber(id));
    earlier?.stop();
    this.#named.delete(id);
    if (!this.#hasRoomFor(asked)) {
      const errors = this.#deps.operations.formatErrors([tooMany()]);
      return void this.channel.send(this.dialect.failure(id, errors));
    }
    const run = new OperationRun(asked, this, this.#deps);
    this.#named.set(id, run);
    this.#operations++;
    this.#bytes += bytes;
    const { observe } = this.#deps;
    const begin = (): Promise<void> => run.begin(asked.request);
    void (observe === undefined ? begin() : observe(asked.request, begin));
  }

  #hasRoomFor({ bytes }: Asked): boolean {
    return this.#operations < MAX_UNDER_WAY.operations && this.#bytes + bytes <= MAX_UNDER_WAY.bytes;
  }
}

/** A reason has to fit into the frame that closes a socket; ids of clients may be long. */
function nameSubscriber(id: string): string {
  const reason = `Subscriber for ${id} already exists`;
  return Buffer.byteLength(reason) <= MAX_REASON_BYTES ? reason : 'Subscriber already exists';
}

const tooMany = (): GraphQLError =>
  coded(
    { code: 'TOO_MANY_OPERATIONS' },
    `over one socket at most ${MAX_UNDER_WAY.operations} operations run at a time, whose messages have at most ${MAX_UNDER_WAY.bytes} bytes together`,
  );
