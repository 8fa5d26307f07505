import type { SandboxConnectionId } from '../connections.ts';

/** How somebody came in: put in by an invite, after saying yes to one, or of his own accord. */
export type JoinedVia = 'added' | 'accepted' | 'self';

/** One change to a group or the people in it, as a provider would report it; `accounts` holds at least one where it is about people. */
export type WorldChange = {
  /** Which backend the group lives in; `tencent` stands for both of its fronts. */
  readonly backend: Exclude<SandboxConnectionId, 'tencent-app'>;
  readonly groupId: string;
  readonly accounts: readonly string[];
  /** Who did it: the inviter of those who joined, the remover, the one concerned, or who dissolved or renamed the group. */
  readonly actorId: string;
  readonly atMs: number;
} & (
  | { readonly type: 'joined'; readonly via: JoinedVia }
  | { readonly type: 'invited' }
  | { readonly type: 'left' }
  | { readonly type: 'removed' }
  /** A pending invite is gone without a member: declined, cancelled, or lapsed because the group was full. */
  | { readonly type: 'withdrawn' }
  /** The group is gone with everybody in it; `accounts` are those who were, the owner first. */
  | { readonly type: 'dissolved' }
  /** The group has another name; `accounts` is empty. */
  | { readonly type: 'renamed' }
);
