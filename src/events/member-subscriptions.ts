import type { Connections } from '../connections/connection.ts';
import { checkGroup } from '../groups/order.ts';
import type { Clock } from '../kernel/clock.ts';
import { parseEventCursor } from '../kernel/cursor.ts';
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

/** The cursor points to events that are not kept any more. */
export class CursorExpiredError extends Error {
  override readonly name = 'CursorExpiredError';
  readonly extensions = { code: 'CURSOR_EXPIRED', field: 'after' } as const;
}

export interface MemberSubscriptionDeps {
  readonly feed: EventFeed;
  readonly log: EventStatements;
  readonly connections: Connections;
  readonly clock: Clock;
  /** How long events are kept. */
  readonly retentionMs: number;
}

/** Opens the streams behind the subscription `memberStateChanged`. */
export class MemberSubscriptions {
  readonly #deps: MemberSubscriptionDeps;

  constructor(deps: MemberSubscriptionDeps) {
    this.#deps = deps;
  }

  /**
   * @throws InputError when the arguments name no filter, more than one, an unknown connection or no cursor
   * @throws CursorExpiredError when the cursor is older than the retention
   */
  async open(args: SubscriptionArgs): Promise<EventStream> {
    const filter = this.#checkFilter(args);
    return this.#deps.feed.subscribe(filter, args.after == null ? null : await this.#checkCursor(args.after));
  }

  #checkFilter({ groupId, operationId, userId }: SubscriptionArgs): EventFilter {
    const given = [groupId, operationId, userId].filter((filter) => filter != null);
    if (given.length !== 1) throw new InputError('groupId', 'give exactly one of groupId, operationId and userId');
    if (operationId != null) return { operationId };
    if (userId != null) return { userId };
    const { group } = checkGroup(groupId ?? '', this.#deps.connections, 'groupId');
    return { group };
  }

  async #checkCursor(after: string): Promise<number> {
    const cursor = parseEventCursor(after);
    const known = cursor !== null && cursor.position <= (await this.#deps.log.lastPosition());
    if (cursor === null || !known) throw new InputError('after', 'is not a cursor of a MemberStateChange');
    if (cursor.atMs < this.#deps.clock.now() - this.#deps.retentionMs) {
      throw new CursorExpiredError(
        'the cursor is older than the events that are kept; read the group anew and subscribe without `after`',
      );
    }
    return cursor.position;
  }
}
