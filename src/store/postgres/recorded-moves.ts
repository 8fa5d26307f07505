import type { ProfileFacts } from '../../datasources/datasource.ts';
import type { MemberChangeCause, MemberState } from '../../kernel/vocabulary.ts';
import type { MemberEvent } from '../records.ts';

/** One event as `record_moves` returns it. */
export type RecordedMove = readonly [
  position: number,
  sequence: number,
  from: MemberState | null,
  to: MemberState,
  cause: MemberChangeCause,
  operationId: string | null,
  membershipKey: number,
  connectionId: string,
  externalId: string,
  account: string,
  invitedBy: string | null,
  profile: string | null,
  userId: string | null,
];

export const toEvents = (moves: readonly RecordedMove[], atMs: number): MemberEvent[] =>
  moves.map(
    ([
      position,
      sequence,
      from,
      to,
      cause,
      operationId,
      key,
      connectionId,
      externalId,
      account,
      invitedBy,
      profile,
      userId,
    ]) => ({
      position,
      sequence,
      atMs,
      from,
      to,
      cause,
      operationId,
      membership: {
        key,
        connectionId,
        externalId,
        account,
        state: to,
        changedAtMs: atMs,
        invitedBy,
        userId,
        profile: profile === null ? null : (JSON.parse(profile) as ProfileFacts),
      },
    }),
  );
