import type { ListedMemberFragment } from '../graphql/generated/graphql.ts';
import type { Change } from '../live/follow.ts';
import { Store } from '../shared/store.ts';

/** How many members are read at once, and how many at most. */
export const PAGE_SIZE = 500;
export const MAX_LISTED = 20_000;

export interface ListPage {
  readonly members: readonly ListedMemberFragment[];
  readonly totalCount: number;
  /** Behind the page; null when nothing is there. */
  readonly endCursor: string | null;
}

export type ReadPage = (after: string | null, first: number) => Promise<ListPage>;

export interface ListView {
  readonly members: readonly ListedMemberFragment[];
  readonly totalCount: number;
  readonly isReading: boolean;
  readonly hasMore: boolean;
  readonly hasFailed: boolean;
}

/** Members, read page by page as they are wanted, and changed in place as changes arrive. */
export class MemberList {
  readonly #readPage: ReadPage;
  readonly view: Store<ListView>;
  #cursor: string | null = null;

  constructor(readPage: ReadPage) {
    this.#readPage = readPage;
    this.view = new Store<ListView>({
      members: [],
      totalCount: 0,
      isReading: false,
      hasMore: true,
      hasFailed: false,
    });
  }

  /** Reads the next page, unless one is being read, all are, or the limit is reached. */
  async readMore(): Promise<void> {
    const before = this.view.get();
    if (before.isReading || !before.hasMore) return;
    this.view.set({ ...before, isReading: true, hasFailed: false });
    try {
      const page = await this.#readPage(this.#cursor, PAGE_SIZE);
      this.#cursor = page.endCursor;
      const members = [...this.view.get().members, ...page.members];
      const hasMore = page.endCursor !== null && members.length < MAX_LISTED;
      this.#set({ members, totalCount: page.totalCount, isReading: false, hasMore });
    } catch {
      this.#set({ isReading: false, hasFailed: true });
    }
  }

  /** @param isWhole whether the list is of all states: then who is new stands at its end */
  apply({ at, membership: { id, account, state } }: Change, isWhole: boolean): void {
    const { members, totalCount, hasMore, isReading } = this.view.get();
    const index = members.findIndex((member) => member.id === id);
    const member = members[index];
    if (member !== undefined) {
      this.#set({ members: members.with(index, { ...member, state, changedAt: at }) });
    } else if (isWhole && !hasMore && !isReading && members.length < MAX_LISTED) {
      // Otherwise the page that has them is still to be read.
      const added = { __typename: 'Membership', id, account, state, changedAt: at, profile: null } as const;
      this.#set({ members: [...members, added], totalCount: totalCount + 1 });
    }
  }

  #set(change: Partial<ListView>): void {
    this.view.set({ ...this.view.get(), ...change });
  }
}
