import { formatGroupId } from '../../src/kernel/ids.ts';
import type { MemberEvent } from '../../src/store/records.ts';
import type { EventFilter, EventStatements } from '../../src/store/store.ts';

/** What an event is about; the rest of it does not matter to those who carry it. */
export interface Happening {
  readonly group?: string;
  readonly operationId?: string | null;
  readonly userId?: string | null;
}

/** The event at a position, counted from 1. */
export function eventAt(
  position: number,
  { group = 'g', operationId = 'op', userId = null }: Happening = {},
): MemberEvent {
  return {
    position,
    sequence: position,
    atMs: 1_000 * position,
    from: null,
    to: 'QUEUED',
    cause: 'INVITE',
    operationId,
    membership: {
      key: position,
      connectionId: 'c',
      externalId: group,
      account: `m${position}`,
      state: 'QUEUED',
      changedAtMs: 0,
      invitedBy: null,
      userId,
      profile: null,
    },
  };
}

export const eventsFrom = (first: number, count: number, about?: Happening): MemberEvent[] =>
  Array.from({ length: count }, (_, index) => eventAt(first + index, about));

export function fits({ group, operationId, userId }: EventFilter, event: MemberEvent): boolean {
  if (operationId !== undefined) return event.operationId === operationId;
  if (group !== undefined) return formatGroupId(event.membership) === formatGroupId(group);
  return userId === undefined || event.membership.userId === userId;
}

/** A log in memory; `read` may put off or refuse an answer. */
export class MemoryLog implements Pick<EventStatements, 'after'> {
  readonly events: MemberEvent[] = [];
  reads = 0;
  readonly #read: (page: MemberEvent[]) => Promise<MemberEvent[]>;

  constructor(read: (page: MemberEvent[]) => Promise<MemberEvent[]> = async (page) => page) {
    this.#read = read;
  }

  after(position: number, filter: EventFilter, limit: number): Promise<MemberEvent[]> {
    this.reads++;
    return this.#read(this.events.filter((event) => event.position > position && fits(filter, event)).slice(0, limit));
  }

  /** For where the whole port is asked for. */
  get statements(): EventStatements {
    const nothing = (): never => {
      throw new TypeError('a feed only reads on');
    };
    return {
      after: (...args) => this.after(...args),
      marksAfter: nothing,
      lastPosition: nothing,
      ofMember: nothing,
      forget: nothing,
    };
  }
}

/** Takes so many events, or what there is before the stream ends. */
export async function take(stream: AsyncIterator<MemberEvent>, count: number): Promise<number[]> {
  const positions: number[] = [];
  while (positions.length < count) {
    const { done, value } = await stream.next();
    if (done === true) break;
    positions.push(value.position);
  }
  return positions;
}

/** Some turns of the event loop, in which everything that can happen without time does happen. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
