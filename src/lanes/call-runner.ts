import type { Logger } from 'pino';
import { type Connection, quotaOf, windowOf } from '../connections/connection.ts';
import { BreakerOpen } from '../datasources/breaker.ts';
import type { InviteAnswer } from '../datasources/datasource.ts';
import { DataSourceError } from '../datasources/fault.ts';
import { type CancelTimer, type Clock, type Random, sleep } from '../kernel/clock.ts';
import { SECOND } from '../kernel/duration.ts';
import type { GrantedCall } from '../store/records.ts';
import type { CallSettlement, LaneStatements } from '../store/store.ts';
import { ArrivalJitter, MAX_JITTER_MS } from './arrival.ts';
import { CallLostError, Desk } from './call-desk.ts';
import type { CallObserver } from './call-record.ts';
import type { GrantAsk } from './grant-ask.ts';
import { type CallVerdict, giveBack, judgeAnswer, judgeFailure } from './verdict.ts';

/** A call is granted so much ahead of its departure at most, for the read that comes before it. */
export const MAX_AHEAD_MS = SECOND;
/** Calls whose reads tell how long the next one may take: a read that is longer than all of them costs quota. */
export const READS_KEPT = 16;
/**
 * A departure is noted in the store after so long, in milliseconds, unless the call is settled before: what is not noted counts as a call that may
 * leave at any moment, which is safe, and no window is shorter than many of these.
 */
export const DEPARTURE_NOTED_AFTER_MS = 20;
/** After a failure of the store, work goes on so much later. */
export const STORE_RETRY_MS = SECOND;

export interface CallRunnerDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly store: LaneStatements;
  readonly log: Logger;
  /** Aborted when the service shuts down: calls that have not left then give their members back. */
  readonly signal: AbortSignal;
  /** Called when the quota is known to have room earlier than was assumed. */
  readonly onQuotaKnown: () => void;
  /** What goes with a settlement, so that the calls which may leave because of it are granted with it. */
  readonly askForGrants: () => GrantAsk;
  readonly onSettled?: CallObserver | undefined;
}

/** Carries out the granted calls of one connection: the data source sends, the verdict on each member is stored. */
export class CallRunner {
  readonly #connection: Connection;
  readonly #deps: CallRunnerDeps;
  readonly #jitter = new ArrivalJitter();
  readonly #windowMs: number;
  readonly #preparationsMs: number[] = [];

  constructor(connection: Connection, deps: CallRunnerDeps) {
    this.#connection = connection;
    this.#deps = deps;
    this.#windowMs = windowOf(connection.dataSource.capabilities.callsPerSecond).windowMs;
  }

  /** How long before its departure a call has to be granted, so that its read does not cost quota. */
  get aheadMs(): number {
    return Math.min(Math.max(0, ...this.#preparationsMs), MAX_AHEAD_MS);
  }

  /**
   * Resolves when the call is settled, whatever came of it; never rejects.
   *
   * @returns whether it was looked what may leave now
   */
  async run(call: GrantedCall): Promise<boolean> {
    const { clock, store, signal } = this.#deps;
    const grantedAtMs = clock.now();
    let forgetDeparture: CancelTimer = () => {};
    const desk = new Desk(call, {
      clock,
      store,
      connection: this.#connection,
      quota: quotaOf(this.#connection.dataSource.capabilities),
      signal,
      onDeparted: (atMs) => {
        const blocksUntilMs = this.#jitter.blocksUntilUnanswered(atMs, this.#windowMs);
        forgetDeparture = clock.setTimer(atMs + DEPARTURE_NOTED_AFTER_MS, () =>
          this.#noteDeparture(call, blocksUntilMs),
        );
      },
    });
    const { answer, verdict, error } = await this.#attempt(call, desk);
    forgetDeparture();
    if (desk.preparedAtMs !== null) this.#notePreparation(desk.preparedAtMs - grantedAtMs);
    const answeredAtMs = clock.now();
    const settlement: CallSettlement = {
      callId: call.id,
      nowMs: answeredAtMs,
      ...verdict,
      blocksUntilMs: this.#blocksUntil(desk.departedAtMs, answer !== null),
      facts: answer?.kind === 'outcomes' ? (answer.facts ?? null) : null,
      profiles: answer?.kind === 'outcomes' ? (answer.profiles ?? null) : null,
    };
    const { departedAtMs } = desk;
    const { verdicts } = verdict;
    return this.#settle(call, settlement, () =>
      this.#deps.onSettled?.({
        call,
        grantedAtMs,
        departedAtMs,
        answeredAtMs,
        settledAtMs: clock.now(),
        verdicts,
        error,
      }),
    );
  }

  async #attempt(
    call: GrantedCall,
    desk: Desk,
  ): Promise<{ answer: InviteAnswer | null; verdict: CallVerdict; error: unknown }> {
    const { clock, random, log, signal } = this.#deps;
    const { dataSource, breaker, retry, inviteExpiresAfterMs } = this.#connection;
    const terms = () => ({ retry, inviteExpiresAfterMs, random, nowMs: clock.now() });
    const order = { groupId: call.groupId, options: call.options, members: distinctInvitees(call) };
    try {
      const answer = await breaker.run(() => dataSource.invite(order, desk));
      return { answer, verdict: judgeAnswer(call, answer, terms()), error: null };
    } catch (error) {
      const notOurs = signal.aborted || error instanceof CallLostError;
      if (desk.departedAtMs === null && notOurs) return { answer: null, verdict: giveBack(call), error };
      if (!(error instanceof DataSourceError || error instanceof BreakerOpen))
        log.error({ err: error, ...nameCall(call) }, 'a data source failed');
      return { answer: null, verdict: judgeFailure(call, error, terms()), error };
    }
  }

  #blocksUntil(departedAtMs: number | null, answered: boolean): number | null {
    if (departedAtMs === null) return null;
    if (!answered) return departedAtMs + this.#windowMs + MAX_JITTER_MS;
    return this.#jitter.blocksUntilAnswered(departedAtMs, this.#deps.clock.now(), this.#windowMs);
  }

  #notePreparation(tookMs: number): void {
    this.#preparationsMs.push(tookMs);
    if (this.#preparationsMs.length > READS_KEPT) this.#preparationsMs.shift();
  }

  #noteDeparture(call: GrantedCall, blocksUntilMs: number): void {
    // Until the note is stored the call counts as one that may leave at any moment: late is safe.
    this.#deps.store.markDeparted(call.id, blocksUntilMs).then(
      () => this.#deps.onQuotaKnown(),
      (error: unknown) =>
        this.#deps.log.error({ err: error, ...nameCall(call) }, 'the store could not note a departure'),
    );
  }

  /**
   * What a provider answered must not be lost to a store that fails for a while: tries until it is stored.
   *
   * @param settled called once it is stored
   * @returns whether it was looked what may leave now
   */
  async #settle(call: GrantedCall, settlement: CallSettlement, settled: () => void): Promise<boolean> {
    const { clock, store, log, signal, askForGrants } = this.#deps;
    for (;;) {
      const ask = askForGrants();
      try {
        await store.settleCall(settlement, ask.following);
        settled();
        return ask.following !== undefined;
      } catch (error) {
        log.error({ err: error, ...nameCall(call) }, 'the store could not settle a call');
        if (signal.aborted) return false;
        await sleep(clock, STORE_RETRY_MS);
      } finally {
        ask.end();
      }
    }
  }
}

/** As lines of the log name it. */
const nameCall = ({ id, connectionId, groupId }: GrantedCall) => ({
  connection: connectionId,
  group: groupId,
  call: id,
});

/** One invitee for each account; the attempts of all its invites count. */
function distinctInvitees(call: GrantedCall) {
  const byAccount = new Map<string, { account: string; joinedAtMs?: number | undefined; resent: boolean }>();
  for (const invite of call.invites) {
    const earlier = byAccount.get(invite.account);
    byAccount.set(invite.account, {
      account: invite.account,
      joinedAtMs: earlier?.joinedAtMs ?? invite.joinedAtMs ?? undefined,
      resent: invite.resent || earlier?.resent === true,
    });
  }
  return [...byAccount.values()];
}
