import type { WebhookOrder } from '../control/webhook-order.ts';
import type { WorldChange } from '../world/change.ts';
import type { Group } from '../world/group.ts';

/** One request as it goes over the wire; the URL is the connection's. */
export interface Parcel {
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** Besides the content type, which is JSON's where they name none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body: string;
}

/** Something that a provider has to tell. What it says is fixed when it happens, how it is signed when it leaves. */
export interface Webhook {
  /** The provider's own word for it. */
  readonly event: string;
  /** Null when it is about no group. */
  readonly groupId: string | null;
  /** `attempt` counts from 1. */
  readonly pack: (leavingMs: number, attempt: number) => Parcel;
}

/** How a provider posts. */
export interface Habits {
  /** How long it waits for the answer, in milliseconds. */
  readonly deadlineMs: number;
  /** The pauses before further attempts when there was no answer, or none of 2xx; empty: there is one attempt. */
  readonly retryAfterMs: readonly number[];
}

/** Puts what happens in a world into one provider's words. */
export interface Reporter<Rules> {
  readonly habits: Habits;
  /** In the order in which they leave; empty when the provider keeps the change to itself. */
  report(change: WorldChange, group: Group<Rules>, order: WebhookOrder): readonly Webhook[];
  /** What it posts to see whether anybody listens at `url`. */
  greet(url: string): readonly Webhook[];
}

/** The most accounts that one webhook names when a group is dissolved. */
export const MAX_NAMED_ACCOUNTS = 10_000;
