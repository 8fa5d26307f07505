import { setImmediate as turn } from 'node:timers/promises';
import type { EventStream } from '../../events/event-stream.ts';
import type { MemberEvent } from '../../store/records.ts';
import type { Member } from './member.ts';
import { Results, type ResultText } from './results.ts';

/** Events that are taken from the stream at once. */
export const MAX_BATCH_EVENTS = 256;
/** Characters of results that leave together, unless one result alone is longer. */
export const MAX_BATCH_CHARACTERS = 32 * 1024;
/** Members who are told in one turn of the event loop: some ten milliseconds. */
export const MAX_MEMBERS_A_TURN = 2_048;
/** How long results are gathered while more of them are being executed, in milliseconds. */
export const MAX_GATHERING_MS = 2;

/** What everybody in an audience shares besides the events. */
export interface AudienceWork {
  /** Executes an event, whoever of the audience is to be told. */
  readonly textOf: (event: object) => ResultText | Promise<ResultText>;
  /** What is told of an error that ends a subscription. */
  readonly failureOf: (error: unknown) => ResultText;
  /** In milliseconds. */
  readonly now: () => number;
}

/** The audience of a cohort, as the cohort sees it. */
export interface CohortHome {
  readonly work: AudienceWork;
  /**
   * A member goes on by itself.
   *
   * @param room when it does; null: at once
   */
  open(member: Member, stream: EventStream, room: Promise<void> | null): void;
  /** A cohort has nothing to do. */
  idle(cohort: Cohort): void;
  /** A cohort will be busy for as long as its only member likes: nobody is to wait for that. */
  stepDown(cohort: Cohort): void;
  /** Nobody is left in a cohort. */
  left(cohort: Cohort): void;
}

/**
 * Subscribers of one audience at one place: each event is taken once, executed once and passed to all of them in one go, without a promise or
 * a step of an iterator for each. Whoever has no room for more leaves for a cohort of its own, with a stream of its own that begins
 * with what it has not got.
 */
export class Cohort {
  readonly #audience: CohortHome;
  readonly #stream: EventStream;
  readonly #members: Set<Member>;
  #busy = false;

  constructor(audience: CohortHome, member: Member, stream: EventStream) {
    this.#audience = audience;
    this.#stream = stream;
    this.#members = new Set([member]);
    member.moveTo(this);
    stream.onPushed(() => this.#wake());
  }

  /** Passes on what is there already, once there is room for it. */
  run(room: Promise<void> | null): void {
    this.#busy = true;
    if (room === null) void this.#work();
    else void room.then(() => this.#work());
  }

  /** Whoever reads this stream is in from now on, if that is at the same place. */
  takeIn(member: Member, stream: EventStream): boolean {
    if (this.#busy || !this.#stream.join(stream)) return false;
    this.#members.add(member);
    member.moveTo(this);
    return true;
  }

  /** The same for everybody of another cohort; nothing happens when it is not at the same place. */
  absorb(other: Cohort): void {
    if (this.#busy || other.#busy || !this.#stream.join(other.#stream)) return;
    for (const member of other.#members) {
      this.#members.add(member);
      member.moveTo(this);
    }
    other.#members.clear();
    this.#audience.left(other);
  }

  leave(member: Member): void {
    if (!this.#members.delete(member)) return;
    this.#stream.leave();
    if (this.#members.size === 0) this.#audience.left(this);
  }

  /** What is pushed in one turn, such as all events of a commit, is taken together. */
  #wake(): void {
    if (this.#busy || this.#members.size === 0) return;
    this.#busy = true;
    queueMicrotask(() => void this.#work());
  }

  async #work(): Promise<void> {
    try {
      while (this.#members.size > 0 && !this.#stream.isIdle) {
        const events = this.#stream.take(MAX_BATCH_EVENTS);
        if (events.length > 0) {
          await this.#passAll(events);
          // A long burst holds up nobody else.
          if (!this.#stream.isIdle) await turn();
        } else if (this.#stream.needsLog) await this.#stream.readOn();
        else if (this.#stream.hasEnded) return this.#end();
      }
    } catch (error) {
      // The last thing that they see is why the stream ended, with the cursor from which they may go on.
      const results = new Results([this.#audience.work.failureOf(error)]);
      for (const member of this.#members) void member.sink.take(results);
      return this.#end();
    }
    this.#busy = false;
    if (this.#members.size > 0) this.#audience.idle(this);
  }

  #end(): void {
    const members = [...this.#members];
    this.#members.clear();
    this.#audience.left(this);
    for (const member of members) member.end();
  }

  async #passAll(events: readonly MemberEvent[]): Promise<void> {
    const { textOf, now } = this.#audience.work;
    let texts: ResultText[] = [];
    let characters = 0;
    let sinceMs = now();
    for (const [index, event] of events.entries()) {
      const made = textOf(event);
      const text = made instanceof Promise ? await made : made;
      if (this.#members.size === 0) return;
      const isFull = characters > 0 && characters + text.json.length > MAX_BATCH_CHARACTERS;
      if (isFull || (texts.length > 0 && now() - sinceMs >= MAX_GATHERING_MS)) {
        await this.#pass(texts, events.slice(index));
        await turn();
        if (this.#members.size === 0) return;
        [texts, characters, sinceMs] = [[], 0, now()];
      }
      texts.push(text);
      characters += text.json.length;
    }
    await this.#pass(texts, []);
  }

  /** @param rest what comes after these results, for whoever goes on alone */
  async #pass(texts: readonly ResultText[], rest: readonly MemberEvent[]): Promise<void> {
    const results = new Results(texts);
    let passed = 0;
    for (const member of this.#members) {
      if (passed++ % MAX_MEMBERS_A_TURN === MAX_MEMBERS_A_TURN - 1) await turn();
      // It may have left meanwhile.
      const room = this.#members.has(member) ? member.sink.take(results) : null;
      if (room === null || !this.#members.has(member)) continue;
      if (this.#members.size === 1) {
        this.#audience.stepDown(this);
        await room;
      } else if (!this.#stream.hasEnded) this.#split(member, room, rest);
      // Else everybody is about to hear why it has ended, and from where to go on.
    }
  }

  #split(member: Member, room: Promise<void>, rest: readonly MemberEvent[]): void {
    this.#members.delete(member);
    this.#audience.open(member, this.#stream.split(rest), room);
  }
}
