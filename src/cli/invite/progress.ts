import type { Clock } from '../../kernel/clock.ts';
import { SECOND } from '../../kernel/duration.ts';
import type { OperationStandingFragment } from '../service/__generated__/graphql.ts';
import { clockFace } from '../words.ts';
import type { Terminal } from '../terminal.ts';

/** Cells of the bar at most. */
const MAX_BAR_CELLS = 30;
/** A shorter one says nothing. */
const MIN_BAR_CELLS = 5;
/** Where lines cannot be redrawn, one is told each time so much more is settled. */
const PLAIN_STEP = 0.1;

type Counts = OperationStandingFragment['counts'];
type Standing = Pick<OperationStandingFragment, 'id' | 'counts'>;

/** Shows how far the members of several operations are: a bar that is redrawn, or a line now and then. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #clock: Clock;
  readonly #total: number;
  readonly #startedAtMs: number;
  readonly #counts = new Map<string, Counts>();
  readonly #settledBefore: number;
  #cells = MAX_BAR_CELLS;
  #toldShare = 0;

  /** @param standings of all operations, as they are when one begins to look */
  constructor(standings: readonly Standing[], terminal: Terminal, clock: Clock) {
    this.#total = standings.reduce((sum, { counts }) => sum + counts.total, 0);
    this.#terminal = terminal;
    this.#clock = clock;
    this.#startedAtMs = clock.now();
    for (const { id, counts } of standings) this.#counts.set(id, counts);
    this.#settledBefore = this.#settled;
    this.#show();
  }

  /** The newest word on one operation. */
  note({ id, counts }: Standing): void {
    this.#counts.set(id, counts);
    this.#show();
  }

  end(): void {
    this.#terminal.status('');
  }

  #show(): void {
    if (this.#terminal.redraws) this.#terminal.status(this.#line());
    else this.#tellNowAndThen();
  }

  #sum(count: (counts: Counts) => number): number {
    let sum = 0;
    for (const counts of this.#counts.values()) sum += count(counts);
    return sum;
  }

  get #settled(): number {
    return this.#sum(({ total, queued }) => total - queued);
  }

  /** The words have room first, and the bar never grows again: it would seem to run backwards. */
  #line(): string {
    const words = `${this.#words()}${this.#timeLeft()}`;
    const room = this.#terminal.columns - 1;
    this.#cells = Math.min(this.#cells, room - words.length - '[] '.length);
    if (this.#cells < MIN_BAR_CELLS) return words.slice(0, Math.max(0, room));
    const filled = Math.floor((this.#cells * this.#settled) / this.#total);
    return `[${'#'.repeat(filled)}${'.'.repeat(this.#cells - filled)}] ${words}`;
  }

  #words(): string {
    const parts = [
      ['in', this.#sum(({ joined, alreadyJoined }) => joined + alreadyJoined)],
      ['invited', this.#sum(({ invited }) => invited)],
      ['failed', this.#sum(({ failed, cancelled }) => failed + cancelled)],
    ] as const;
    const shown = parts.filter(([, count]) => count > 0).map(([word, count]) => `${count} ${word}`);
    return [`${this.#settled} of ${this.#total} settled`, ...shown].join(', ');
  }

  /** As fast as since we look: who was settled before says nothing of it. */
  #timeLeft(): string {
    const settled = this.#settled - this.#settledBefore;
    const left = this.#total - this.#settled;
    if (settled <= 0 || left === 0) return '';
    const seconds = Math.ceil(((this.#clock.now() - this.#startedAtMs) * left) / settled / SECOND);
    return `, ${clockFace(seconds)} left`;
  }

  #tellNowAndThen(): void {
    const share = this.#settled / this.#total;
    if (share < this.#toldShare + PLAIN_STEP || share === 1) return;
    this.#toldShare = share;
    this.#terminal.tell(`${this.#words()}${this.#timeLeft()}`);
  }
}
