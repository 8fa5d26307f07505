import type { Scope, Viewer } from '../access/viewer.ts';
import type { Connections } from '../connections/connection.ts';
import { checkGroup } from '../groups/order.ts';
import type { Clock } from '../kernel/clock.ts';
import { type EventCursor, parseEventCursor } from '../kernel/cursor.ts';
import { SECOND } from '../kernel/duration.ts';
import type { ErrorExtensions } from '../kernel/error-codes.ts';
import { InputError } from '../kernel/input-error.ts';
import type { EventFilter, EventStatements } from '../store/store.ts';
import type { EventFeed } from './event-feed.ts';
import type { EventStream } from './event-stream.ts';

/** Arguments of `memberStateChanged`. */
export interface SubscriptionArgs {
  readonly groupId?: string | null;
  readonly operationId?: string | null;
  readonly userId?: string | null;
  readonly after?: string | null;
}

/** Lets a viewer hear of everything, in all groups. */
const HEARS_ALL: Scope = 'membership:admin';

/**
 * How much later than its cursor says an event may have happened, in milliseconds: a cursor may name the place before an event, where one of
 * another instance stands, whose clock is another one.
 */
export const CLOCKS_APART_MS = 10 * SECOND;

/** The cursor points to events that are not kept any more, or that the store has lost. */
export class CursorExpiredError extends Error {
  override readonly name = 'CursorExpiredError';
  readonly extensions: ErrorExtensions<'CURSOR_EXPIRED'> = { code: 'CURSOR_EXPIRED', field: 'after' };
}

export interface MemberSubscriptionDeps {
  readonly feed: EventFeed;
  readonly log: EventStatements;
  readonly connections: Connections;
  readonly clock: Clock;
  /** How long events are kept. */
  readonly retentionMs: number;
}

const ONE_FILTER = 'give exactly one of groupId, operationId and userId';

/** Opens the streams behind the subscription `memberStateChanged`. */
export class MemberSubscriptions {
  readonly #deps: MemberSubscriptionDeps;

  constructor(deps: MemberSubscriptionDeps) {
    this.#deps = deps;
  }

  /**
   * Without a filter all changes of the service, in the order of the log, for a viewer with the scope `membership:admin`.
   *
   * @throws InputError when the arguments name no filter and the viewer lacks that scope, more than one, an unknown connection
   *   or no cursor
   * @throws CursorExpiredError when the cursor is older than the retention, or of events that the store does not have
   */
  async open(args: SubscriptionArgs, viewer: Viewer): Promise<EventStream> {
    const filter = this.#checkFilter(args, viewer);
    return this.#deps.feed.subscribe(filter, args.after == null ? null : await this.#checkCursor(args.after));
  }

  #checkFilter({ groupId, operationId, userId }: SubscriptionArgs, viewer: Viewer): EventFilter {
    const given = [groupId, operationId, userId].filter((filter) => filter != null);
    if (given.length === 0 && viewer.scopes.has(HEARS_ALL)) return {};
    if (given.length === 0) throw new InputError('groupId', `${ONE_FILTER}; all changes need the scope ${HEARS_ALL}`);
    if (given.length > 1) throw new InputError('groupId', ONE_FILTER);
    if (operationId != null) return { operationId };
    if (userId != null) return { userId };
    const { group } = checkGroup(groupId ?? '', this.#deps.connections, 'groupId');
    return { group };
  }

  async #checkCursor(after: string): Promise<number> {
    const cursor = parseEventCursor(after);
    if (cursor === null) throw new InputError('after', 'is not a cursor of a MemberStateChange');
    if (cursor.atMs < this.#deps.clock.now() - this.#deps.retentionMs) {
      throw new CursorExpiredError(
        'the cursor is older than the events that are kept; read the group anew and subscribe without `after`',
      );
    }
    if (!(await this.#isInLog(cursor))) {
      throw new CursorExpiredError(
        'the cursor is of events that are not in the store, as when it was restored from a backup; read the group anew and subscribe without `after`',
      );
    }
    return cursor.position;
  }

  /** A store that was restored from a backup gives positions a second time, to events that happened later. */
  async #isInLog({ position, atMs }: EventCursor): Promise<boolean> {
    const { log } = this.#deps;
    const [last, [event]] = await Promise.all([log.lastPosition(), log.after(position - 1, {}, 1)]);
    if (position > last) return false;
    return event?.position !== position || event.atMs <= atMs + CLOCKS_APART_MS;
  }
}
