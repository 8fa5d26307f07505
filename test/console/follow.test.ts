import { describe, expect, it } from 'vitest';
import { type Change, follow, type Watch } from '../../console/live/follow.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { seeded } from '../support/seeded.ts';

/** A log of changes that is read by cursor, over connections that the test cuts. */
class Log {
  readonly changes: Change[] = [];
  readonly askedAfter: (string | null)[] = [];
  isReachable = true;
  #observer: Parameters<Watch>[1] | null = null;
  #sent = 0;

  readonly watch: Watch = (after, observer) => {
    this.askedAfter.push(after);
    if (!this.isReachable) observer.end();
    else {
      this.#observer = observer;
      this.#sent = after === null ? this.changes.length : Number(after);
      this.#send();
    }
    return () => (this.#observer = null);
  };

  add(): void {
    const cursor = String(this.changes.length + 1);
    this.changes.push({ __typename: 'MemberStateChange', cursor } as Change);
    this.#send();
  }

  end(code?: string): void {
    const observer = this.#observer;
    this.#observer = null;
    observer?.end(code);
  }

  #send(): void {
    while (this.#observer !== null && this.#sent < this.changes.length) {
      const change = this.changes[this.#sent++];
      if (change) this.#observer.next(change);
    }
  }
}

function begin(after: string | null = null) {
  const clock = new ManualClock();
  const log = new Log();
  const seen: string[] = [];
  let gaps = 0;
  let online = (): void => {};
  const leave = follow(
    log.watch,
    after,
    { onChange: ({ cursor }) => void seen.push(cursor), onGap: () => void gaps++ },
    { clock, random: seeded(3), onOnline: (listener) => ((online = listener), () => (online = () => {})) },
  );
  return { clock, log, seen, leave, gapsSeen: () => gaps, comeOnline: () => online() };
}

describe('following changes', () => {
  it('goes on behind the newest change after a lost connection, without a gap and without a repeat', () => {
    const { clock, log, seen } = begin();
    for (let round = 0; round < 20; round++) {
      log.add();
      log.add();
      log.isReachable = round % 3 !== 0;
      log.end();
      log.add();
      clock.advance(1_000);
      log.isReachable = true;
      clock.advance(60_000);
    }
    expect(seen).toEqual(log.changes.map(({ cursor }) => cursor));
  });

  it('asks ever less often, and at once when there is a network again', () => {
    const { clock, log, seen, comeOnline } = begin();
    log.isReachable = false;
    log.add();
    log.end();
    clock.advance(60_000);
    const attempts = log.askedAfter.length;
    expect(attempts).toBeLessThan(16);
    log.isReachable = true;
    log.add();
    comeOnline();
    expect(log.askedAfter).toHaveLength(attempts + 1);
    expect(seen).toEqual(['1', '2']);
    expect(clock.pending).toBe(0);
  });

  it('says that there is a gap when its cursor is not kept any more, and goes on from now', () => {
    const { clock, log, seen, gapsSeen } = begin('0');
    log.add();
    log.end('CURSOR_EXPIRED');
    log.add();
    clock.advance(1_000);
    log.add();
    expect([seen, gapsSeen(), log.askedAfter]).toEqual([['1', '3'], 1, ['0', null]]);
  });

  it.each(['UNAUTHENTICATED', 'FORBIDDEN', 'BAD_USER_INPUT'])('does not ask again after %s', (code) => {
    const { clock, log } = begin();
    log.end(code);
    clock.advance(60_000);
    expect([log.askedAfter, clock.pending]).toEqual([[null], 0]);
  });

  it('hears nothing more once it was left, not even what was about to be asked for', () => {
    const { clock, log, seen, leave } = begin();
    log.add();
    log.end();
    leave();
    log.add();
    clock.advance(60_000);
    expect([seen, log.askedAfter.length, clock.pending]).toEqual([['1'], 1, 0]);
  });
});
