import type { BoardMemberFragment, MemberChangeFragment } from '../graphql/generated/graphql.ts';

/** How a member of an operation stands, in the words of its counts. */
export const TILE_STATES = ['queued', 'invited', 'joined', 'alreadyJoined', 'failed', 'cancelled', 'other'] as const;
export type TileState = (typeof TILE_STATES)[number];

/** One member of an operation as the board shows it. */
export interface Tile {
  readonly account: string;
  readonly membershipId: string;
  readonly state: TileState;
  /** What became of the invite; null when a change has told the state and not yet why. */
  readonly outcome: BoardMemberFragment | null;
  /** When it came into this state, in milliseconds since 1970. */
  readonly changedAtMs: number;
}

export function tileOf(outcome: BoardMemberFragment): Tile {
  const { account, membership } = outcome;
  return {
    account,
    membershipId: membership.id,
    state: stateOfOutcome(outcome),
    outcome,
    changedAtMs: Date.parse(membership.changedAt),
  };
}

/** Outcomes that are added later have no case here: where the membership stands still tells something of them. */
function stateOfOutcome(outcome: BoardMemberFragment): TileState {
  switch (outcome.__typename) {
    case 'MemberQueued':
      return 'queued';
    case 'MemberInvited':
      // The outcome stays what it was; the invitation may have been answered since.
      return stateOf(outcome.membership.state);
    case 'MemberJoined':
      return 'joined';
    case 'MemberAlreadyJoined':
      return 'alreadyJoined';
    case 'MemberFailed':
    case 'MemberNotFound':
    case 'MemberOverGroupLimit':
      return 'failed';
    case 'MemberCancelled':
      return 'cancelled';
    default:
      return stateOf((outcome as BoardMemberFragment).membership.state);
  }
}

/** The same with states: they may be added too. */
function stateOf(state: MemberChangeFragment['to']): TileState {
  switch (state) {
    case 'QUEUED':
      return 'queued';
    case 'INVITED':
      return 'invited';
    case 'JOINED':
      return 'joined';
    case 'FAILED':
      return 'failed';
    case 'CANCELLED':
      return 'cancelled';
    default:
      return 'other';
  }
}

/** The tile after a change. The membership of a change is as it stands when it is read: nothing goes back while old changes are replayed. */
export function changeTile(tile: Tile, { membership, at }: MemberChangeFragment): Tile {
  const state = stateOf(membership.state);
  const changedAtMs = Math.max(tile.changedAtMs, Date.parse(at));
  if (state === tile.state) return { ...tile, changedAtMs };
  return { ...tile, state, changedAtMs, outcome: null };
}

/** Whether what was read of a member is at least as new as what is shown. */
export const isNewer = (read: Tile, shown: Tile): boolean => read.changedAtMs >= shown.changedAtMs;
