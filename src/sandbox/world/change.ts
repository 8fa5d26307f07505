import type { SandboxConnectionId } from '../connections.ts';

/** How somebody came in: put in by an invite, after saying yes to one, or of his own accord. */
export type JoinedVia = 'added' | 'accepted' | 'self';

/** One change to the people of one group, as a provider would report it; `accounts` holds at least one. */
export type WorldChange = {
  /** Which backend the group lives in; `tencent` stands for both of its fronts. */
  readonly backend: Exclude<SandboxConnectionId, 'tencent-app'>;
  readonly groupId: string;
  readonly accounts: readonly string[];
  /** Who did it: the inviter of those who joined, the remover, or the one concerned. */
  readonly actorId: string;
  readonly atMs: number;
} & (
  | { readonly type: 'joined'; readonly via: JoinedVia }
  | { readonly type: 'invited' }
  | { readonly type: 'left' }
  | { readonly type: 'removed' }
  /** A pending invite is gone without a member: declined, cancelled, or lapsed because the group was full. */
  | { readonly type: 'withdrawn' }
);
