import { setTimeout as realDelay } from 'node:timers/promises';
import { HttpConnection } from '../client/http-connection.ts';
import { STUB_CONNECTION, type SeenCall, StubProvider } from '../provider/stub-provider.ts';
import { inviteRequest, readOutcome } from '../schema/invites.ts';
import { JoinListener } from './changes.ts';

/** Between two samples the service has nothing to do, in milliseconds. */
const PAUSE_MS = 10;
/** Before anything is measured, compilers settle. */
const WARM_UP = 60;
/** Until a subscription is there for sure, in milliseconds. */
const SUBSCRIBED_MS = 300;

/** What one invite on an idle service took, in milliseconds. */
export interface Sample {
  /** From the request to its answer, without the time that the provider had it. */
  readonly beyondProvider: number;
  /** Of that, from the request until the provider has the call. */
  readonly toProvider: number;
  /** From the provider's answer to the event at the subscriber's socket; NaN without a subscriber. */
  readonly toSubscriber: number;
}

export interface Places {
  readonly invitesAt: string;
  /** Null: nobody listens. */
  readonly listensAt: string | null;
}

/** The provider of the samples, in the process that measures: so one clock sees all of it. */
export class WatchedProvider implements AsyncDisposable {
  readonly #stub: StubProvider;
  readonly #calls: Map<string, SeenCall>;

  private constructor(stub: StubProvider, calls: Map<string, SeenCall>) {
    this.#stub = stub;
    this.#calls = calls;
  }

  static async start(latencyMs: number): Promise<WatchedProvider> {
    const calls = new Map<string, SeenCall>();
    const stub = await StubProvider.start(latencyMs, (call) => {
      for (const account of call.accounts) calls.set(account, call);
    });
    return new WatchedProvider(stub, calls);
  }

  get connection(): object {
    return this.#stub.connection;
  }

  /** The call that invited the account. */
  callOf(account: string): SeenCall {
    const call = this.#calls.get(account);
    if (call === undefined) throw new Error(`${account} never reached the provider`);
    return call;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stub[Symbol.asyncDispose]();
  }
}

let newest = 0;

/** Invites one after the other, each on an idle service. */
export async function sampleInvites(provider: WatchedProvider, places: Places, samples: number): Promise<Sample[]> {
  const groupId = `${STUB_CONNECTION}:idle-${++newest}`;
  using connection = await HttpConnection.open(places.invitesAt);
  await using listener = places.listensAt === null ? null : new JoinListener(places.listensAt, groupId);
  await realDelay(SUBSCRIBED_MS);
  const taken: Sample[] = [];
  for (let index = 0; index < WARM_UP + samples; index++) {
    const account = `idle-${newest}-${index}`;
    const request = inviteRequest(places.invitesAt, { groupId, accounts: [account] });
    const beganMs = performance.now();
    const answer = await connection.send(request);
    const tookMs = performance.now() - beganMs;
    if (readOutcome(answer, 1).settled !== 1)
      throw new Error(`an invite was not settled: ${answer.body.toString('utf8')}`);
    const call = provider.callOf(account);
    taken.push({
      beyondProvider: tookMs - (call.answeredMs - call.arrivedMs),
      toProvider: call.arrivedMs - beganMs,
      toSubscriber: listener === null ? Number.NaN : (await listener.joined(account)) - call.answeredMs,
    });
    await realDelay(PAUSE_MS);
  }
  return taken.slice(WARM_UP);
}
