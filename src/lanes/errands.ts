import type { Logger } from 'pino';
import type { Connection } from '../connections/connection.ts';
import type { ReadDesk } from '../datasources/datasource.ts';
import type { Clock, Random } from '../kernel/clock.ts';
import type { Waiting } from '../kernel/waiting.ts';
import type { LaneStatements } from '../store/store.ts';
import { askPatiently } from './ask.ts';
import { BudgetDesk } from './read-desk.ts';

/** Errands of one process that are under way or wait for their turn. */
export const MAX_ERRANDS = 256;

export interface ErrandsDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly store: Pick<LaneStatements, 'grantRead'>;
  /** Who waits for outcomes when the process ends. */
  readonly waiting: Waiting;
  readonly log: Logger;
}

/** Nothing new is asked any more: the time of the errand is over, or the process ends. */
export class ErrandOver extends Error {
  override readonly name = 'ErrandOver';
}

/** What somebody on an errand asks providers with. */
export interface Errand {
  /**
   * Asks, and asks again after faults, as long as the first attempt is at most `patienceMs` ago.
   *
   * @throws NotTold the last fault, when the patience is over
   * @throws ErrandOver when nothing is asked any more
   */
  ask<Answer>(connection: Connection, patienceMs: number, ask: (desk: ReadDesk) => Promise<Answer>): Promise<Answer>;
}

/**
 * What requests have done at a provider besides invites, such as removals. A request waits for its errand up to a limit, and not
 * beyond the end of the process; what is being asked by then is followed to its end all the same, so that what came of it is
 * stored. Errands of one group go one after another.
 */
export class Errands {
  readonly #deps: ErrandsDeps;
  readonly #stopping = new AbortController();
  readonly #underWay = new Map<Promise<void>, AbortController>();
  /** The newest errand of each group that has one. */
  readonly #newest = new Map<string, Promise<void>>();

  constructor(deps: ErrandsDeps) {
    this.#deps = deps;
  }

  /** Whether no errand is taken on now, because of {@link MAX_ERRANDS}. */
  get full(): boolean {
    return this.#underWay.size >= MAX_ERRANDS;
  }

  /**
   * Resolves when `run` is through, after `limitMs`, or when the process ends, whichever is first; at once when no errand is taken
   * on any more.
   *
   * @param groupId by which errands are told that go one after another
   * @throws what `run` throws, but for {@link ErrandOver}
   */
  async go(groupId: string, limitMs: number, run: (errand: Errand) => Promise<void>): Promise<void> {
    const { clock, waiting, log } = this.#deps;
    if (this.#stopping.signal.aborted || waiting.over || this.full) return;
    const ending = new AbortController();
    let answered = false;
    const work = this.#inTurn(groupId, async () => {
      if (!ending.signal.aborted) await run(this.#errand(ending.signal));
    }).catch((error: unknown) => {
      if (error instanceof ErrandOver) return;
      if (!answered) throw error;
      log.error({ err: error, group: groupId }, 'what a request had asked for failed after its answer');
    });
    this.#follow(work, ending);
    await new Promise<void>((resolve, reject) => {
      const letGo = (): void => {
        ending.abort(new ErrandOver('there is no more time for it'));
        resolve();
      };
      const cancelTimer = clock.setTimer(clock.now() + limitMs, letGo);
      const leave = waiting.enter(letGo);
      work.then(resolve, reject).finally(() => {
        cancelTimer();
        leave();
      });
    });
    answered = true;
  }

  /** Asks nothing new any more, and resolves when everything is through that has left. */
  async stop(): Promise<void> {
    const over = new ErrandOver('Rollcall is shutting down');
    this.#stopping.abort(over);
    for (const ending of this.#underWay.values()) ending.abort(over);
    await Promise.allSettled(this.#underWay.keys());
  }

  #errand(signal: AbortSignal): Errand {
    const { clock, random, store } = this.#deps;
    return {
      ask: (connection, patienceMs, ask) => {
        // What has been asked may take more requests to tell what came of it: nothing but the end of the process cuts that short.
        const desk = new BudgetDesk(connection, { clock, store, signal: this.#stopping.signal });
        return askPatiently(connection, { clock, random, signal, patienceMs }, () => ask(desk));
      },
    };
  }

  #inTurn(groupId: string, run: () => Promise<void>): Promise<void> {
    const turn = (this.#newest.get(groupId) ?? Promise.resolve()).then(run);
    const over = turn.catch(() => {});
    this.#newest.set(groupId, over);
    void over.then(() => {
      if (this.#newest.get(groupId) === over) this.#newest.delete(groupId);
    });
    return turn;
  }

  #follow(work: Promise<void>, ending: AbortController): void {
    this.#underWay.set(work, ending);
    const forget = (): void => void this.#underWay.delete(work);
    work.then(forget, forget);
  }
}
