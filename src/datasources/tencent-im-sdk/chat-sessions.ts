import type { CancelTimer, Clock } from '../../kernel/clock.ts';
import { MINUTE, SECOND } from '../../kernel/duration.ts';
import { DataSourceError } from '../fault.ts';
import type { ChatSession } from './chat-session.ts';

/**
 * Operators who are logged in at the same time. Each costs a socket and a copy of the SDK: 4 MB and 60 ms of loading, measured
 * over 8 sessions with Node 24.21 on a machine of two cores, 2026-11.
 */
export const MAX_SESSIONS = 8;
/** How long an operator stays logged in without being used. */
export const SESSION_IDLE_MS = 5 * MINUTE;
/** When to ask again while all sessions are in use. */
const ALL_BUSY_RETRY_MS = SECOND;

/** Logs an operator in; `onLost` is to be called when the session ends by itself. */
export type OpenSession = (operator: string, onLost: () => void) => Promise<ChatSession>;

interface Slot {
  readonly session: Promise<ChatSession>;
  users: number;
  cancelIdle: CancelTimer;
}

/** The sessions of one connection, one for each operator, opened when first needed. */
export interface ChatSessions {
  /**
   * Lends the operator's session for the length of `work`; calls of one operator share it.
   *
   * @throws DataSourceError `rate_limited` when {@link MAX_SESSIONS} other operators are in use; otherwise as `open` and `work` throw
   */
  use<T>(operator: string, open: OpenSession, work: (session: ChatSession) => Promise<T>): Promise<T>;
  /** Logs out a session that is of no more use; the next call logs in again. */
  drop(operator: string): void;
  close(): Promise<void>;
}

/** No session at first. */
export function createChatSessions(clock: Clock): ChatSessions {
  /** In the order of their last use. */
  const slots = new Map<string, Slot>();

  function retire(operator: string, slot: Slot): Promise<void> {
    if (slots.get(operator) === slot) slots.delete(operator);
    slot.cancelIdle();
    return slot.session.then((session) => session.close()).catch(() => undefined);
  }

  function makeRoom(): void {
    if (slots.size < MAX_SESSIONS) return;
    const idle = slots.entries().find(([, { users }]) => users === 0);
    if (idle === undefined) {
      const message = `${MAX_SESSIONS} other operators are logged in and in use`;
      throw new DataSourceError('rate_limited', { message, retryAfterMs: ALL_BUSY_RETRY_MS });
    }
    void retire(...idle);
  }

  function openSlot(operator: string, open: OpenSession): Slot {
    makeRoom();
    const session = open(operator, () => void retire(operator, slot));
    const slot: Slot = { session, users: 0, cancelIdle: () => undefined };
    slots.set(operator, slot);
    // Whoever waits for it learns of the failure; the next one tries anew.
    session.catch(() => retire(operator, slot));
    return slot;
  }

  return {
    async use(operator, open, work) {
      const slot = slots.get(operator) ?? openSlot(operator, open);
      slots.delete(operator);
      slots.set(operator, slot);
      slot.cancelIdle();
      slot.users++;
      try {
        return await work(await slot.session);
      } finally {
        slot.users--;
        if (slot.users === 0 && slots.get(operator) === slot) {
          slot.cancelIdle = clock.setTimer(clock.now() + SESSION_IDLE_MS, () => void retire(operator, slot));
        }
      }
    },
    drop(operator) {
      const slot = slots.get(operator);
      if (slot !== undefined) void retire(operator, slot);
    },
    async close() {
      await Promise.all(slots.entries().map(([operator, slot]) => retire(operator, slot)));
    },
  };
}
