import type { SandboxConnectionId } from './connections.ts';
import type { Answer } from './http/answer.ts';
import type { ReceivedRequest } from './http/received.ts';

/** Which budget a call spends: that of inviting calls, that of reads and removals, or none (what an end user's app does). */
export type CallKind = 'invites' | 'reads' | 'other';

/** What a request asks for, recognised from its path and body alone. */
export interface Call {
  /** The provider's own word for it, or a short one where it has none; from a closed list for each connection. */
  readonly action: string;
  readonly kind: CallKind;
  /** The one group that it is about; null when it is about none, several, or a malformed one. */
  readonly groupId: string | null;
  /** Whom it names, as far as it is well-formed; with repeats. */
  readonly accounts: readonly string[];
}

/** How the provider is to behave while it carries out one call. */
export interface Conditions {
  /** The group takes nobody more, whatever its size. */
  readonly full: boolean;
  readonly membersPerCall: number;
  readonly errorListName: 'ErrorUsers' | 'ErrorList';
  /** `whole`: one unknown account spoils the call; `result0`: it alone fails. */
  readonly unknownAccountMode: 'whole' | 'result0';
}

/** What a provider allows; the numbers of the service contract, per window of one second. */
export interface Allowance {
  readonly membersPerCall: number;
  readonly callsPerSecond: number;
  readonly scope: 'connection' | 'group';
  readonly readsPerSecond: number;
}

/** Why a call counts as too frequent: its budget was spent, or an order says that every call is. */
export type OverQuotaBy = 'quota' | 'order';

/** One provider's side of a connection: everything about its wire, and nothing about time, faults and counting. */
export interface Front {
  readonly connectionId: SandboxConnectionId;
  readonly allowance: Allowance;
  /** Null when the provider has no such path: HTTP 404. */
  recognise(request: ReceivedRequest): Call | null;
  /** The provider's refusal of the credentials; null when they are good. Called once for each request. */
  refuseCredentials(request: ReceivedRequest): Answer | null;
  /** At once, unless the provider has to ask somebody first. */
  carryOut(call: Call, request: ReceivedRequest, conditions: Conditions): Answer | Promise<Answer>;
  /** The provider's answer to a call that came too early by `waitMs`. */
  refuseOverQuota(call: Call, waitMs: number, by: OverQuotaBy): Answer;
  /** The provider's answer that carries this code of its own for the whole call. */
  answerCode(code: number): Answer;
}
