import { randomUUID } from 'node:crypto';
import type { CancelTimer, Clock } from '../../kernel/clock.ts';
import { SECOND } from '../../kernel/duration.ts';
import type { Database } from './database.ts';
import { rowsOf, statement } from './statement.ts';
import type { StoreTime } from './time.ts';

/** How long an instance that says nothing keeps the calls that it was granted, in milliseconds. */
export const LEASE_MS = 4 * SECOND;
/** How often the lease is renewed. */
export const RENEWAL_INTERVAL_MS = SECOND;
/** Nothing leaves in the last part of a lease: a call needs a moment from the check to the wire. */
export const LEASE_RESERVE_MS = SECOND;

const BEGIN = statement('INSERT INTO instances (id, lease_until) VALUES ($1, now_ms($2) + $3)');
// A lease that has run out is not taken up again: its calls may be with others.
const RENEW = statement(`
  UPDATE instances SET lease_until = now_ms($2) + $3 WHERE id = $1 AND lease_until > now_ms($2) RETURNING id`);
const END = statement('DELETE FROM instances WHERE id = $1');

/**
 * The claim of one instance on the calls that it was granted. While it is renewed nobody else touches them; when it has run out,
 * they are taken up by others, and the instance goes on under a new name.
 */
export class Lease {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #time: StoreTime;
  #instanceId = '';
  /** In the time of this process, measured from before the renewal was sent: never later than the database has it. */
  #heldUntilMs = 0;
  #cancelTimer: CancelTimer = () => {};
  #ended = false;

  private constructor(database: Database, clock: Clock, time: StoreTime) {
    this.#database = database;
    this.#clock = clock;
    this.#time = time;
  }

  static async begin(database: Database, clock: Clock, time: StoreTime): Promise<Lease> {
    const lease = new Lease(database, clock, time);
    await lease.#take();
    lease.#schedule();
    return lease;
  }

  /** Under which name calls are to be granted now; renews the lease first when nothing could leave with what is left of it. */
  async instanceId(): Promise<string> {
    if (!this.holds(this.#instanceId)) await this.#renew();
    return this.#instanceId;
  }

  /** The same without a renewal: null when that is needed first. */
  get heldId(): string | null {
    return this.holds(this.#instanceId) ? this.#instanceId : null;
  }

  /** Whether a call that was granted under this name may still leave. */
  holds(instanceId: string): boolean {
    return instanceId === this.#instanceId && this.#clock.now() < this.#heldUntilMs - LEASE_RESERVE_MS;
  }

  /** Gives the lease back, so that others need not wait for its end. */
  async end(): Promise<void> {
    this.#ended = true;
    this.#cancelTimer();
    await rowsOf(this.#database, END, [this.#instanceId]).catch(() => {});
  }

  async #take(): Promise<void> {
    const sentAtMs = this.#clock.now();
    const instanceId = randomUUID();
    await rowsOf(this.#database, BEGIN, [instanceId, this.#time.parameter, LEASE_MS]);
    this.#instanceId = instanceId;
    this.#heldUntilMs = sentAtMs + LEASE_MS;
  }

  #schedule(): void {
    if (this.#ended) return;
    this.#cancelTimer = this.#clock.setTimer(this.#clock.now() + RENEWAL_INTERVAL_MS, () => {
      // A database that does not answer is asked again; meanwhile the lease runs out, as it should.
      void this.#renew()
        .catch(() => {})
        .then(() => this.#schedule());
    });
  }

  async #renew(): Promise<void> {
    const sentAtMs = this.#clock.now();
    const instanceId = this.#instanceId;
    const renewed = await rowsOf(this.#database, RENEW, [instanceId, this.#time.parameter, LEASE_MS]);
    if (instanceId !== this.#instanceId) return;
    if (renewed.length > 0) this.#heldUntilMs = Math.max(this.#heldUntilMs, sentAtMs + LEASE_MS);
    else if (!this.#ended) await this.#take();
  }
}
