import type { MemberChangeCause, MemberState } from '../graphql/generated/graphql.ts';
import type { Words } from '../language/english.ts';

/** Those that a list can be narrowed to. */
export const MEMBER_STATES = [
  ...(['QUEUED', 'INVITED', 'JOINED', 'DECLINED', 'EXPIRED'] as const),
  ...(['FAILED', 'CANCELLED', 'LEFT', 'REMOVED'] as const),
] satisfies readonly MemberState[];

/** States and causes may be added: those have a name that says so. */
export const nameOfState = (state: MemberState, { members }: Words): string =>
  Object.hasOwn(members.states, state) ? members.states[state as keyof typeof members.states] : members.otherState;

export const nameOfCause = (cause: MemberChangeCause, { members }: Words): string =>
  Object.hasOwn(members.causes, cause) ? members.causes[cause as keyof typeof members.causes] : members.otherCause;
