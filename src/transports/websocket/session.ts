import type { IncomingHttpHeaders } from 'node:http';
import { GraphQLError } from 'graphql';
import type { Access } from '../../access/access.ts';
import type { Viewer } from '../../access/viewer.ts';
import type { CancelTimer } from '../../kernel/clock.ts';
import { SECOND } from '../../kernel/duration.ts';
import type { Channel } from './channel.ts';
import { CLOSE_CODES, type CloseCode, MAX_REASON_BYTES } from './close-code.ts';
import { SocketCredential } from './credential.ts';
import type { Dialect } from './dialect.ts';
import { type Asked, OperationRun, type RunDeps } from './operation-run.ts';

/** How long a client may take to say `connection_init`, in milliseconds. */
export const INIT_TIMEOUT_MS = 10 * SECOND;
/** The longest `connection_init`, in bytes: it is kept as long as the socket. */
export const MAX_INIT_BYTES = 64 * 1024;
/** What may run over one socket at a time: operations, and the bytes of the messages that began them, which are kept as long. */
export const MAX_UNDER_WAY = { operations: 10_000, bytes: 32 * 1024 * 1024 } as const;

export interface SessionDeps extends RunDeps {
  readonly access: Access;
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
export class Session {
  readonly #parts: SessionParts;
  readonly #deps: SessionDeps;
  /** Those that the client may name, by id. */
  readonly #named = new Map<string, OperationRun>();
  /** Also those that the client has stopped and that are not at their end yet. */
  readonly #underWay = { operations: 0, bytes: 0 };
  #credential: SocketCredential | null = null;
  #over = false;
  #cancelTimer: CancelTimer;

  constructor(parts: SessionParts, deps: SessionDeps) {
    this.#parts = parts;
    this.#deps = deps;
    const { clock } = deps;
    this.#cancelTimer = clock.setTimer(clock.now() + INIT_TIMEOUT_MS, () =>
      this.#breakOff(CLOSE_CODES.initTimeout, 'Connection initialisation timeout'),
    );
  }

  hear(data: Buffer): void {
    if (this.#over) return;
    const message = this.#parts.dialect.read(data.toString('utf8'));
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
        return void this.#parts.channel.send(message.answer);
      case 'pong':
        return;
      case 'terminate':
        return this.close(CLOSE_CODES.normal, 'Normal closure');
      case 'wrong':
        return this.#breakOff(CLOSE_CODES.badRequest, message.reason);
    }
  }

  /** Says that the server lives, where the protocol has a word for it. */
  sendSign(): void {
    const { dialect, channel } = this.#parts;
    if (this.#credential !== null && dialect.sign !== null) void channel.send(dialect.sign);
  }

  /** Frees everything, and then closes the socket. */
  close(code: CloseCode, reason: string): void {
    if (this.#over) return;
    this.end();
    this.#parts.channel.close(code, reason);
  }

  /** Frees everything, for the socket is closed. */
  end(): void {
    this.#over = true;
    this.#cancelTimer();
    for (const run of this.#named.values()) run.stop();
    this.#named.clear();
  }

  /** The client does not keep to the protocol. */
  #breakOff(code: CloseCode, reason: string): void {
    const farewell = this.#parts.dialect.farewell(reason);
    if (farewell !== null) void this.#parts.channel.send(farewell);
    this.close(code, reason);
  }

  #begin(params: unknown, bytes: number): void {
    if (this.#credential !== null) return this.#breakOff(CLOSE_CODES.tooManyInits, 'Too many initialisation requests');
    if (bytes > MAX_INIT_BYTES) return this.#breakOff(CLOSE_CODES.badRequest, 'connection_init is too large');
    this.#cancelTimer();
    const { headers, dialect, channel } = this.#parts;
    const { access, log } = this.#deps;
    this.#credential = new SocketCredential(access, headers, params);
    this.#credential.viewer.then(
      (viewer) => this.#closeAtExpiry(viewer),
      (error: unknown) => {
        log.error({ err: error }, 'the credential of a WebSocket cannot be judged');
        this.close(CLOSE_CODES.tryAgainLater, 'Try again later');
      },
    );
    for (const text of dialect.welcome) void channel.send(text);
  }

  #closeAtExpiry({ expiresAtMs }: Viewer): void {
    if (this.#over || expiresAtMs === null) return;
    this.#cancelTimer = this.#deps.clock.setTimer(expiresAtMs, this.#expire);
  }

  /** Its operations are told nothing: clients come back with a new credential, and ask for them again. */
  readonly #expire = (): void => this.close(CLOSE_CODES.forbidden, 'Forbidden');

  #start(asked: Asked): void {
    const { dialect, channel } = this.#parts;
    if (this.#credential === null) return this.#breakOff(CLOSE_CODES.unauthorized, 'Unauthorized');
    const earlier = this.#named.get(asked.id);
    if (earlier !== undefined && dialect.repeatedId === 'wrong')
      return this.#breakOff(CLOSE_CODES.subscriberAlreadyExists, nameSubscriber(asked.id));
    earlier?.stop();
    this.#named.delete(asked.id);
    if (!this.#hasRoomFor(asked)) {
      const errors = this.#deps.operations.formatErrors([tooMany()]);
      return void channel.send(dialect.failure(asked.id, errors));
    }
    void this.#run(asked, this.#credential);
  }

  #hasRoomFor({ bytes }: Asked): boolean {
    const { operations, bytes: kept } = this.#underWay;
    return operations < MAX_UNDER_WAY.operations && kept + bytes <= MAX_UNDER_WAY.bytes;
  }

  async #run(asked: Asked, credential: SocketCredential): Promise<void> {
    const forget = (run: OperationRun): void => {
      if (this.#named.get(asked.id) === run) this.#named.delete(asked.id);
    };
    const { channel, dialect } = this.#parts;
    const host = { channel, dialect, credential, onExpired: this.#expire, onLast: forget };
    const run = new OperationRun(asked, host, this.#deps);
    this.#named.set(asked.id, run);
    this.#underWay.operations++;
    this.#underWay.bytes += asked.bytes;
    await run.run();
    this.#underWay.operations--;
    this.#underWay.bytes -= asked.bytes;
    forget(run);
  }
}

/** A reason has to fit into the frame that closes a socket; ids of clients may be long. */
function nameSubscriber(id: string): string {
  const reason = `Subscriber for ${id} already exists`;
  return Buffer.byteLength(reason) <= MAX_REASON_BYTES ? reason : 'Subscriber already exists';
}

const tooMany = (): GraphQLError =>
  new GraphQLError(
    `over one socket at most ${MAX_UNDER_WAY.operations} operations run at a time, whose messages have at most ${MAX_UNDER_WAY.bytes} bytes together`,
    { extensions: { code: 'TOO_MANY_OPERATIONS' } },
  );
