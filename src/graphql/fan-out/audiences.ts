import type { EventStream } from '../../events/event-stream.ts';
import { Audience } from './audience.ts';
import type { AudienceWork } from './cohort.ts';
import { Member } from './member.ts';
import type { Subscription } from './subscription.ts';

/** All audiences that have somebody; as many as there are different subscriptions at most. */
export class Audiences {
  readonly #audiences = new Map<string, Audience>();

  get size(): number {
    return this.#audiences.size;
  }

  /**
   * @param key of whom is sent the same
   * @param work of whoever comes first is done for all of them
   */
  subscribe(key: string, stream: EventStream, work: AudienceWork): Subscription {
    return new Member(stream, (member) => this.#of(key, work).begin(member, stream));
  }

  #of(key: string, work: AudienceWork): Audience {
    const known = this.#audiences.get(key);
    if (known !== undefined) return known;
    const audience = new Audience(work, () => this.#audiences.delete(key));
    this.#audiences.set(key, audience);
    return audience;
  }
}
