import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';

const PROTOCOL = 'callback/1.0';

export interface CallbackMessage {
  readonly kind: string;
  readonly action: 'check' | 'next' | 'complete';
  readonly id: string;
  readonly verifier: string;
  readonly payload?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[];
}

/** What a router answers: a status; `hang` does not answer, `hangUp` breaks the connection. */
export type Reaction = number | 'hang' | 'hangUp';

/** How a kind of router answers what it takes. */
export interface Manners {
  readonly statuses: Readonly<Record<CallbackMessage['action'], number>>;
  /** Where it names the protocol. */
  readonly names: readonly CallbackMessage['action'][];
}

const TO_THE_LETTER: Manners = {
  statuses: { check: 204, next: 204, complete: 204 },
  names: ['check', 'next', 'complete'],
};

/** The keys that a message has, in any order. */
const KEYS: Readonly<Record<CallbackMessage['action'], readonly string[]>> = {
  check: ['action', 'id', 'kind', 'verifier'],
  next: ['action', 'id', 'kind', 'payload', 'verifier'],
  complete: ['action', 'errors', 'id', 'kind', 'verifier'],
};

/** A subscription as its router knows it. */
export class RoutedSubscription {
  readonly id = randomUUID();
  readonly verifier = randomUUID();
  readonly callbackUrl: string;
  /** All that was taken, in order. */
  readonly messages: CallbackMessage[] = [];
  /** Messages that have come, taken or not. */
  attempts = 0;
  onMessage: (message: CallbackMessage) => void = () => {};
  /** Called for each message that is fine otherwise; undefined: it is taken. */
  react: (message: CallbackMessage) => Reaction | undefined = () => undefined;
  /** Whether messages wait for their answer; setting it to false answers them. */
  #held: (() => void)[] | null = null;
  underWay = 0;
  known = true;

  constructor(origin: string) {
    this.callbackUrl = `${origin}/callback/${this.id}`;
  }

  /** What the router sends along with the operation. */
  extension(heartbeatIntervalMs = 0): object {
    const { callbackUrl, id: subscriptionId, verifier } = this;
    return { subscription: { callbackUrl, subscriptionId, verifier, heartbeatIntervalMs } };
  }

  get actions(): string[] {
    return this.messages.map(({ action }) => action);
  }

  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    for (const answer of this.#held ?? []) answer();
    this.#held = null;
  }

  /** Answers now, or when it is released. */
  whenFree(answer: () => void): void {
    if (this.#held === null) answer();
    else this.#held.push(answer);
  }
}

/**
 * The side of the router in the HTTP callback protocol 1.0, strict in everything that the protocol says. What is wrong is refused,
 * and kept as a complaint.
 */
export class CallbackRouter implements AsyncDisposable {
  readonly #server: Server;
  readonly #manners: Manners;
  readonly #subscriptions = new Map<string, RoutedSubscription>();
  readonly complaints: string[] = [];

  private constructor(server: Server, manners: Manners) {
    this.#server = server;
    this.#manners = manners;
    server.on('request', (request, response) => void this.#serve(request, response));
  }

  static async start(manners = TO_THE_LETTER): Promise<CallbackRouter> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new CallbackRouter(server, manners);
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  subscription(): RoutedSubscription {
    const subscription = new RoutedSubscription(this.origin);
    this.#subscriptions.set(`/callback/${subscription.id}`, subscription);
    return subscription;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const subscription = this.#subscriptions.get(request.url ?? '');
    if (subscription === undefined) return this.#refuse(response, 404, `nothing is at ${request.url}`);
    const text = Buffer.concat(chunks).toString('utf8');
    const message = readMessage(request, text, subscription);
    if (typeof message === 'string') return this.#refuse(response, 400, message);
    subscription.attempts++;
    if (subscription.underWay++ > 0) this.complaints.push(`${message.action} overtakes another message`);
    response.once('close', () => subscription.underWay--);
    if (!subscription.known) return void response.writeHead(404).end();
    const reaction = subscription.react(message);
    if (reaction === 'hang') return;
    if (reaction === 'hangUp') return void response.destroy();
    if (reaction !== undefined) return void response.writeHead(reaction, { location: subscription.callbackUrl }).end();
    subscription.messages.push(message);
    if (message.action === 'complete') subscription.known = false;
    subscription.onMessage(message);
    subscription.whenFree(() => {
      const names = this.#manners.names.includes(message.action) ? { 'subscription-protocol': PROTOCOL } : {};
      response.writeHead(this.#manners.statuses[message.action], names).end();
    });
  }

  #refuse(response: ServerResponse, status: number, complaint: string): void {
    this.complaints.push(complaint);
    response.writeHead(status).end();
  }
}

/** The message, or what is wrong with it. */
function readMessage(
  { method, headers }: IncomingMessage,
  text: string,
  { id, verifier }: RoutedSubscription,
): CallbackMessage | string {
  if (method !== 'POST') return `the method is ${method}`;
  if (headers['subscription-protocol'] !== PROTOCOL)
    return `the protocol is ${String(headers['subscription-protocol'])}`;
  if (headers['content-type'] !== 'application/json') return `the content type is ${headers['content-type']}`;
  const message = JSON.parse(text) as CallbackMessage;
  const { kind, action, errors } = message;
  if (kind !== 'subscription' || !Object.hasOwn(KEYS, action)) return `unknown: ${kind} ${action}`;
  if (message.id !== id || message.verifier !== verifier) return 'the id or the verifier is wrong';
  const expected = KEYS[action].filter((key) => key !== 'errors' || errors !== undefined);
  return Object.keys(message).toSorted().join() === expected.join()
    ? message
    : `${action} with ${Object.keys(message).join()}`;
}
