import type { Clock } from '../../kernel/clock.ts';
import type { Group } from '../world/group.ts';
import { clientJson } from './room-json.ts';
import type { ImkitRules } from './groups.ts';

/** The last system message of each room. */
export class SystemMessages {
  readonly #clock: Clock;
  readonly #last = new WeakMap<Group<ImkitRules>, unknown>();
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Undefined when the room has none yet. */
  last(room: Group<ImkitRules>): unknown {
    return this.#last.get(room);
  }

  /** `extra` names whom it is about, e.g. `{invitees: [...]}`. */
  post(room: Group<ImkitRules>, messageType: string, senderId: string, extra: object): void {
    const nowMs = this.#clock.now();
    const id =
      Math.floor(nowMs / 1000)
        .toString(16)
        .padStart(8, '0') + (++this.#count).toString(16).padStart(16, '0');
    this.#last.set(room, {
      _id: id,
      room: room.id,
      messageType,
      sender: clientJson(senderId),
      extra,
      appID: 'SampleApp',
      id,
      messageTimeMS: nowMs,
      updatedAtMS: nowMs,
      createdAtMS: nowMs,
    });
  }
}
