import type { CancelTimer, Clock } from '../kernel/clock.ts';
import { SECOND } from '../kernel/duration.ts';

/** How often a client is sent a sign of life, in milliseconds; proxies and load balancers close what is silent for longer. */
export const HEARTBEAT_MS = 12 * SECOND;

/** A client that is sent signs of life. */
export interface Patient {
  sendSign(): void;
  /** Called instead of the next sign when the last one has not reached the client. */
  giveUp(): void;
}

/**
 * Sends each client a sign of life every {@link HEARTBEAT_MS}, and gives those up who have not taken the last one by then. However many
 * they are, there is one timer: all wait equally long, so whoever was sent one last is the last in the queue.
 */
export class Heartbeats {
  readonly #clock: Clock;
  /** Those who are next come first. */
  readonly #beats = new Map<Patient, Beat>();
  #cancelTimer: CancelTimer | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(patient: Patient): void {
    this.#beats.set(patient, { dueMs: this.#clock.now() + HEARTBEAT_MS, reached: true });
    if (this.#cancelTimer === null) this.#plan();
  }

  /** The last sign has reached the client. */
  reached(patient: Patient): void {
    const beat = this.#beats.get(patient);
    if (beat !== undefined) beat.reached = true;
  }

  /** Harmless for one who is not in. */
  stop(patient: Patient): void {
    if (!this.#beats.delete(patient) || this.#beats.size > 0) return;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  #plan(): void {
    const [next] = this.#beats.values();
    const latestMs = this.#clock.now() + HEARTBEAT_MS;
    this.#cancelTimer =
      next === undefined ? null : this.#clock.setTimer(Math.min(next.dueMs, latestMs), () => this.#beat());
  }

  #beat(): void {
    const nowMs = this.#clock.now();
    for (const [patient, beat] of this.#beats) {
      // Later than an interval from now means that the machine's clock was put back.
      if (beat.dueMs > nowMs && beat.dueMs <= nowMs + HEARTBEAT_MS) break;
      this.#beats.delete(patient);
      if (beat.reached) {
        // Before the sign: it may reach the client at once.
        this.#beats.set(patient, { dueMs: nowMs + HEARTBEAT_MS, reached: false });
        patient.sendSign();
      } else patient.giveUp();
    }
    this.#plan();
  }
}

interface Beat {
  readonly dueMs: number;
  reached: boolean;
}
