import type { ListedMemberFragment } from '../graphql/generated/graphql.ts';
import type { Change } from '../live/follow.ts';
import { Store } from '../shared/store.ts';

/** How many members are read at once, and how many at most. */
export const PAGE_SIZE = 500;
export const MAX_LISTED = 20_000;

export interface ListPage<Member> {
  readonly members: readonly Member[];
  readonly totalCount: number;
  /** Behind the page; null when nothing is there. */
  readonly endCursor: string | null;
}

export type ReadPage<Member> = (after: string | null, first: number) => Promise<ListPage<Member>>;

export interface ListView<Member> {
  readonly members: readonly Member[];
  readonly totalCount: number;
  readonly isReading: boolean;
  readonly hasMore: boolean;
  readonly hasFailed: boolean;
}

/** Members, read page by page as they are wanted, and changed in place as changes arrive. */
export class MemberList<Member extends ListedMemberFragment> {
  readonly #readPage: ReadPage<Member>;
  readonly view: Store<ListView<Member>>;
  #cursor: string | null = null;

  constructor(readPage: ReadPage<Member>) {
    this.#readPage = readPage;
    this.view = new Store<ListView<Member>>({
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

  /** Who is not in the list is not put into it: the page that has them may not have been read yet. */
  apply({ at, membership: { id, state } }: Change): void {
    const { members } = this.view.get();
    const index = members.findIndex((member) => member.id === id);
    const member = members[index];
    if (member === undefined) return;
    this.#set({ members: members.with(index, { ...member, state, changedAt: at }) });
  }

  #set(change: Partial<ListView<Member>>): void {
    this.view.set({ ...this.view.get(), ...change });
  }
}
