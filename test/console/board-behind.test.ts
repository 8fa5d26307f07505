import { describe, expect, it } from 'vitest';
import { Board, PAGE_SIZE } from '../../console/board/board.ts';
import { QUIET_MS } from '../../console/board/time-left.ts';
import type { BoardSource, Standing } from '../../console/board/source.ts';
import type { BoardMemberFragment } from '../../console/graphql/generated/graphql.ts';
import { ManualClock } from '../support/manual-clock.ts';

const TOTAL = 3 * PAGE_SIZE;
const NO_COUNTS = { queued: 0, invited: 0, joined: 0, alreadyJoined: 0, failed: 0, cancelled: 0 };

/** An operation of three pages of members. Only what `joined` holds is joined; nothing of it makes a change. */
class SilentOperation implements BoardSource {
  readonly joined = new Set<number>();
  readonly pagesRead: number[] = [];
  #tell: (standing: Pick<Standing, 'status' | 'counts'>) => void = () => {};

  standing(): Pick<Standing, 'status' | 'counts'> {
    const queued = TOTAL - this.joined.size;
    return { status: 'RUNNING', counts: { ...NO_COUNTS, total: TOTAL, queued, joined: this.joined.size } } as Standing;
  }

  start: BoardSource['start'] = async () => {
    const about = {
      groupId: 'zim:g',
      createdAt: '2026-01-01T00:00:00Z',
      quota: { membersPerCall: 100, callsPerSecond: 1 },
    };
    return { operation: { ...this.standing(), ...about }, cursor: '0' };
  };

  readPage: BoardSource['readPage'] = async (after, first) => {
    const begin = Number(after ?? 0);
    this.pagesRead.push(begin / PAGE_SIZE);
    const members = Array.from({ length: first }, (_, offset) => this.#member(begin + offset));
    return { members, endCursor: begin + first < TOTAL ? String(begin + first) : null };
  };

  follow = (): (() => void) => () => {};

  followProgress: BoardSource['followProgress'] = (onProgress) => {
    this.#tell = (standing) => void onProgress(standing);
    return () => {};
  };

  /** Tells how it stands. */
  progress(): void {
    this.#tell(this.standing());
  }

  #member(index: number): BoardMemberFragment {
    const isIn = this.joined.has(index);
    return {
      __typename: isIn ? 'MemberJoined' : 'MemberQueued',
      account: `m${index}`,
      membership: { id: `m${index}`, state: 'JOINED', changedAt: '2026-01-01T00:00:00Z' },
    } as BoardMemberFragment;
  }
}

/** Lets what has been asked for be answered. */
const answered = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a board', () => {
  it('says by itself that nobody is settled any more, and then no time that is left', async () => {
    const operation = new SilentOperation();
    const clock = new ManualClock();
    const board = new Board(operation, clock);
    await board.open();
    clock.advance(1_000);
    expect(board.view.get()).toMatchObject({ isQuiet: false, leftMs: 14_000 });
    for (let second = 0; second < 2 * (QUIET_MS / 1_000); second++) clock.advance(1_000);
    expect(board.view.get()).toMatchObject({ isQuiet: true, leftMs: null });
    operation.joined.add(1);
    operation.progress();
    clock.advance(1_000);
    expect(board.view.get()).toMatchObject({ isQuiet: false });
    expect(board.view.get().leftMs).toBeGreaterThan(0);
    board.leave();
    expect(clock.pending).toBe(0);
  });

  it('finds out who was settled without a change, page after page, and reads nothing that is not behind', async () => {
    const operation = new SilentOperation();
    const clock = new ManualClock();
    const board = new Board(operation, clock);
    await board.open();
    clock.advance(10_000);
    await answered();
    expect(operation.pagesRead).toEqual([0, 1, 2]);

    operation.joined.add(2 * PAGE_SIZE + 7);
    operation.progress();
    for (let look = 0; look < 4; look++) {
      clock.advance(1_000);
      await answered();
    }
    expect(operation.pagesRead).toEqual([0, 1, 2, 0, 1, 2]);
    clock.advance(1_000);
    expect(board.view.get().counts).toMatchObject({ joined: 1, queued: TOTAL - 1 });
    board.leave();
    expect(clock.pending).toBe(0);
  });
});
