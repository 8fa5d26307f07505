import type { CancelTimer, Clock } from '../../src/kernel/clock.ts';
import type { ListedMemberFragment } from '../graphql/generated/graphql.ts';
import type { Change } from '../live/follow.ts';
import { Store } from '../shared/store.ts';

/** How many members are read at once, and how many at most. */
export const PAGE_SIZE = 500;
export const MAX_LISTED = 20_000;
/** How soon after a change the list is drawn anew, in milliseconds; what comes meanwhile is drawn with it. */
const DRAW_AFTER_MS = 50;

export interface ListPage {
  readonly members: readonly ListedMemberFragment[];
  readonly totalCount: number;
  /** Behind the page; null when nothing is there. */
  readonly endCursor: string | null;
}

export type ReadPage = (after: string | null, first: number) => Promise<ListPage>;

export interface ListView {
  /** The array is the list's own and changes; a new view says that it has. */
  readonly members: readonly ListedMemberFragment[];
  readonly totalCount: number;
  readonly isReading: boolean;
  readonly hasMore: boolean;
  /** Whether there are more than are read here. */
  readonly isCut: boolean;
  /** Why the newest page could not be read; null when it could. */
  readonly problem: unknown;
}

export const EMPTY_LIST: ListView = {
  members: [],
  totalCount: 0,
  isReading: false,
  hasMore: true,
  isCut: false,
  problem: null,
};

/** Members, read page by page as they are wanted, and changed in place as changes arrive. */
export class MemberList {
  readonly #readPage: ReadPage;
  readonly #clock: Clock;
  readonly #members: ListedMemberFragment[] = [];
  readonly #indexes = new Map<string, number>();
  readonly view = new Store(EMPTY_LIST);
  #cursor: string | null = null;
  #cancelDrawing: CancelTimer | null = null;

  constructor(readPage: ReadPage, clock: Clock) {
    this.#readPage = readPage;
    this.#clock = clock;
  }

  /** Reads the next page, unless one is being read, all are, or the limit is reached. */
  async readMore(): Promise<void> {
    const { isReading, hasMore } = this.view.get();
    if (isReading || !hasMore) return;
    this.#draw({ isReading: true, problem: null });
    try {
      const { members, endCursor, totalCount } = await this.#readPage(this.#cursor, PAGE_SIZE);
      this.#cursor = endCursor;
      for (const member of members) this.#put(member);
      const isFull = this.#members.length >= MAX_LISTED;
      const hasNext = endCursor !== null;
      this.#draw({ totalCount, isReading: false, hasMore: hasNext && !isFull, isCut: hasNext && isFull });
    } catch (problem) {
      this.#draw({ isReading: false, problem });
    }
  }

  /** @param isWhole whether the list is of all states: then who is new stands at its end */
  apply({ at, membership: { id, account, state } }: Change, isWhole: boolean): void {
    const { hasMore, isReading, isCut, totalCount } = this.view.get();
    const member = this.#members[this.#indexes.get(id) ?? -1];
    if (member !== undefined) {
      this.#put({ ...member, state, changedAt: at });
      this.#drawSoon();
    } else if (isWhole && !hasMore && !isReading && !isCut) {
      // Otherwise the page that has them is still to be read.
      this.#put({ __typename: 'Membership', id, account, state, changedAt: at, profile: null });
      this.#draw({ totalCount: totalCount + 1 });
    }
  }

  /** Draws nothing any more. */
  leave(): void {
    this.#cancelDrawing?.();
    this.#cancelDrawing = null;
  }

  #put(member: ListedMemberFragment): void {
    const index = this.#indexes.get(member.id) ?? this.#members.length;
    this.#members[index] = member;
    this.#indexes.set(member.id, index);
  }

  #drawSoon(): void {
    this.#cancelDrawing ??= this.#clock.setTimer(this.#clock.now() + DRAW_AFTER_MS, () => this.#draw({}));
  }

  #draw(change: Partial<ListView>): void {
    this.leave();
    this.view.set({ ...this.view.get(), ...change, members: this.#members });
  }
}
