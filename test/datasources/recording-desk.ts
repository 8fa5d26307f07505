import type { CallDesk } from '../../src/datasources/datasource.ts';

/** What a desk grants, and what it is told. */
export type DeskEvent = 'read permit' | 'departure permit' | 'departed';

/** A desk that grants at once, unless it is told to hold, and notes what it was asked in order. */
export class RecordingDesk implements CallDesk {
  readonly events: DeskEvent[] = [];
  readonly #abort = new AbortController();
  readonly #held = new Map<DeskEvent, PromiseWithResolvers<void>>();
  readonly #asked = new Map<DeskEvent, PromiseWithResolvers<void>>();

  readonly signal = this.#abort.signal;

  get departures(): number {
    return this.events.filter((event) => event === 'departed').length;
  }

  /** Keeps back permits of this kind until they are released. */
  hold(event: DeskEvent): void {
    this.#held.set(event, Promise.withResolvers());
  }

  release(event: DeskEvent): void {
    this.#held.get(event)?.resolve();
  }

  /** Resolves when a permit of this kind has been asked for. */
  async asked(event: DeskEvent): Promise<void> {
    await this.#of(event).promise;
  }

  abort(): void {
    this.#abort.abort(new Error('shutting down'));
  }

  readPermit(): Promise<void> {
    return this.#grant('read permit');
  }

  readDeparted(): void {}

  departurePermit(): Promise<void> {
    return this.#grant('departure permit');
  }

  departed(): void {
    this.events.push('departed');
    this.#of('departed').resolve();
  }

  async #grant(event: DeskEvent): Promise<void> {
    this.#of(event).resolve();
    await this.#held.get(event)?.promise;
    this.events.push(event);
  }

  #of(event: DeskEvent): PromiseWithResolvers<void> {
    const asked = this.#asked.get(event) ?? Promise.withResolvers();
    this.#asked.set(event, asked);
    return asked;
  }
}
