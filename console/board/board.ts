import type { CancelTimer, Clock } from '../../src/kernel/clock.ts';
import { MAX_MEMBERS } from '../invite/clean.ts';
import { Store } from '../shared/store.ts';
import type { BoardSource, Standing } from './source.ts';
import { changeTile, isNewer, type Tile, type TileState, tileOf } from './tile.ts';
import { Pace, QUIET_MS } from './time-left.ts';

/** How many members are read at once. */
export const PAGE_SIZE = 500;
/** How soon after a change the board is drawn anew, in milliseconds; what comes meanwhile is drawn with it. */
const DRAW_AFTER_MS = 50;
/** The least time between two looks for what changes do not tell, in milliseconds. */
const LOOK_AFTER_MS = 500;

export interface BoardView {
  readonly phase: 'reading' | 'shown' | 'missing' | 'failed';
  /** Why it has failed; null unless it has. */
  readonly problem: unknown;
  readonly operation: Standing | null;
  /** In input order. The array is the board's own and changes; a new view says that it has. */
  readonly tiles: readonly Tile[];
  readonly counts: Readonly<Record<TileState, number>>;
  /** Until everybody is settled, in milliseconds; null while nobody can say. */
  readonly leftMs: number | null;
  /** Whether members wait, and nobody was settled for a while. */
  readonly isQuiet: boolean;
}

export const NOTHING_READ: BoardView = {
  phase: 'reading',
  problem: null,
  operation: null,
  tiles: [],
  counts: { queued: 0, invited: 0, joined: 0, alreadyJoined: 0, failed: 0, cancelled: 0, other: 0 },
  leftMs: null,
  isQuiet: false,
};

/**
 * One operation, followed live: its members are read page by page, then change by change from the newest cursor, and what a
 * change does not tell (why somebody failed, who was in before) is read again for the pages that it concerns.
 */
export class Board {
  readonly #source: BoardSource;
  readonly #clock: Clock;
  readonly #tiles: Tile[] = [];
  readonly #indexes = new Map<string, number>();
  /** Behind which cursor each page begins. */
  readonly #pageStarts: (string | null)[] = [];
  readonly #pace = new Pace();
  #operation: Standing | null = null;
  #phase: BoardView['phase'] = 'reading';
  #problem: unknown = null;
  #drawing: CancelTimer | null = null;
  #looking: CancelTimer | null = null;
  /** Draws an operation of which nothing is heard. */
  #listening: CancelTimer = () => {};
  #leaveChanges: () => void = () => {};
  #leaveProgress: () => void = () => {};
  /** The page that was read again last. */
  #lookedAt = -1;
  #left = false;
  readonly view = new Store(NOTHING_READ);

  constructor(source: BoardSource, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
  }

  /** Reads the operation, and follows it until it is left. */
  async open(): Promise<void> {
    try {
      // Before anything else is read, so that whatever happens meanwhile is replayed.
      const start = await this.#source.start();
      if (this.#left) return;
      if (start === null) return this.#enter('missing');
      this.#operation = start.operation;
      this.#notePace(start.operation);
      this.#pageStarts.push(null);
      await this.#readAll();
      if (this.#left) return;
      this.#enter('shown');
      this.#leaveChanges = this.#source.follow(start.cursor, {
        onChange: (change) => {
          const index = this.#indexes.get(change.membership.account);
          const tile = index === undefined ? undefined : this.#tiles[index];
          if (index !== undefined && tile !== undefined) this.#tiles[index] = changeTile(tile, change);
          this.#changed();
        },
        onGap: () => void this.#readAll().catch((error: unknown) => this.#fail(error)),
      });
      this.followProgress();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Progress is told until an operation has ended; it begins anew when members are sent again. */
  followProgress(): void {
    this.#leaveProgress();
    if (this.#left) return;
    this.#leaveProgress = this.#source.followProgress((operation) => {
      if (this.#operation !== null) this.#operation = { ...this.#operation, ...operation };
      this.#notePace(operation);
      this.#changed();
      return operation.status !== 'RUNNING';
    });
  }

  leave(): void {
    this.#left = true;
    this.#drawing?.();
    this.#looking?.();
    this.#listening();
    this.#leaveChanges();
    this.#leaveProgress();
  }

  async #readAll(): Promise<void> {
    for (let page = 0; page < this.#pageStarts.length && !this.#left; page++) await this.#readPage(page);
  }

  async #readPage(page: number): Promise<void> {
    const { members, endCursor } = await this.#source.readPage(this.#pageStarts[page] ?? null, PAGE_SIZE);
    members.forEach((member, offset) => {
      const read = tileOf(member);
      const index = page * PAGE_SIZE + offset;
      const shown = this.#tiles[index];
      if (shown === undefined || isNewer(read, shown)) this.#tiles[index] = read;
      this.#indexes.set(read.account, index);
    });
    const isLast = page === this.#pageStarts.length - 1;
    if (isLast && endCursor !== null && this.#tiles.length < MAX_MEMBERS) this.#pageStarts.push(endCursor);
    this.#changed();
  }

  #changed(): void {
    if (this.#left) return;
    this.#drawing ??= this.#clock.setTimer(this.#clock.now() + DRAW_AFTER_MS, () => {
      this.#drawing = null;
      this.view.set(this.#look());
      this.#listen();
      if (this.#phase === 'shown' && this.#untoldPage() !== -1) this.#lookSoon();
    });
  }

  #notePace({ counts }: Pick<Standing, 'counts'>): void {
    this.#pace.note(this.#clock.now(), counts.total - counts.queued);
  }

  #listen(): void {
    this.#listening();
    if (this.#left || this.#operation?.status !== 'RUNNING') return;
    this.#listening = this.#clock.setTimer(this.#clock.now() + QUIET_MS, () => this.#changed());
  }

  #lookSoon(): void {
    this.#looking ??= this.#clock.setTimer(this.#clock.now() + LOOK_AFTER_MS, () => {
      const page = this.#untoldPage();
      if (page !== -1) this.#lookedAt = page;
      const looked = page === -1 || this.#left ? Promise.resolve() : this.#readPage(page);
      // One that fails for a lost connection is tried again with the next change, of which progress is one.
      looked.catch(() => {}).finally(() => (this.#looking = null));
    });
  }

  /**
   * A page with somebody of whom changes do not tell all, -1 when there is none. Pages take turns, because one may go on to
   * have somebody who waits.
   */
  #untoldPage(): number {
    if (this.#operation === null) return -1;
    // Who is invited and was in before makes no change: then more are shown to wait than do.
    const isBehind = this.view.get().counts.queued > this.#operation.counts.queued;
    const isUntold = ({ state, outcome }: Tile): boolean =>
      (state === 'failed' && outcome === null) || (isBehind && state === 'queued');
    const pages = this.#pageStarts.length;
    for (let turn = 1; turn <= pages; turn++) {
      const page = (this.#lookedAt + turn) % pages;
      if (this.#tiles.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE).some(isUntold)) return page;
    }
    return -1;
  }

  #enter(phase: BoardView['phase']): void {
    this.#phase = phase;
    this.#changed();
  }

  #fail(error: unknown): void {
    this.#problem = error;
    this.#enter('failed');
  }

  #look(): BoardView {
    const operation = this.#operation;
    const counts = this.#count();
    const isQuiet =
      operation !== null && operation.counts.queued > 0 && this.#pace.isQuiet(this.#clock.now(), operation.quota);
    const leftMs = operation === null || isQuiet ? null : this.#pace.leftMs(operation.counts.queued, operation.quota);
    return { phase: this.#phase, problem: this.#problem, operation, tiles: this.#tiles, counts, leftMs, isQuiet };
  }

  /** As the tiles stand; as the service counts, until there is a tile for everybody. */
  #count(): BoardView['counts'] {
    const counts = { ...NOTHING_READ.counts };
    if (this.#operation !== null && this.#tiles.length < this.#operation.counts.total) {
      const { total: _, __typename: __, ...told } = this.#operation.counts;
      return { ...counts, ...told };
    }
    for (const { state } of this.#tiles) counts[state]++;
    return counts;
  }
}
