import type { Clock } from '../../kernel/clock.ts';
import { withDeadline } from '../../kernel/deadline.ts';
import { SECOND } from '../../kernel/duration.ts';
import type { GroupType } from '../../kernel/vocabulary.ts';
import type { CallDesk, GroupFacts, InviteCall, MemberOutcome } from '../datasource.ts';
import { DataSourceError } from '../fault.ts';
import { CHAT_EVENTS } from './chat-sdk.ts';
import type { ChatLease } from './chat-sdk.ts';
import { parseLists, parseProfile } from './chat-wire.ts';

/** How long a logout is waited for. */
const CLOSE_TIMEOUT_MS = 2 * SECOND;

/** Who logs in; the names are the SDK's. */
export interface ChatLogin {
  readonly userID: string;
  readonly userSig: string;
}

/** How long a session waits, and whom it tells of its end. */
export interface ChatSessionOptions {
  readonly clock: Clock;
  /** For logging in, and for each answer. */
  readonly timeoutMs: number;
  /** Called when the session ended by itself: kicked by another login, or its signature expired. */
  readonly onLost: () => void;
}

/** One operator who is logged in. Its functions reject with the SDK's own errors, and with a fault when it does not answer. */
export interface ChatSession {
  /** Loads the group's profile, without which the SDK cannot invite into it. The second time only the type is told. */
  prepareGroup(groupId: string, desk: CallDesk): Promise<GroupFacts>;
  inviteUsers(call: InviteCall, desk: CallDesk): Promise<ReadonlyMap<string, MemberOutcome>>;
  close(): Promise<void>;
}

/**
 * Logs in and waits until the SDK says that it is ready. Without a network the SDK never answers, hence the deadline.
 *
 * @throws DataSourceError `unavailable` when it takes longer than `timeoutMs`; the SDK's own error when it is refused
 */
export async function openChatSession(
  lease: ChatLease,
  login: ChatLogin,
  { clock, timeoutMs, onLost }: ChatSessionOptions,
): Promise<ChatSession> {
  const { sdk } = lease;
  const types = new Map<string, GroupType | undefined>();
  const close = (): Promise<void> =>
    withDeadline(clock, CLOSE_TIMEOUT_MS, lease.release(), () => new Error('not closed'));
  const ready = new Promise<void>((resolve) => sdk.on(CHAT_EVENTS.READY, () => resolve()));
  try {
    const loggedIn = Promise.all([sdk.login(login), ready]);
    await withDeadline(clock, timeoutMs, loggedIn, () => late('unavailable', 'log in', timeoutMs));
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
  for (const event of [CHAT_EVENTS.KICKED_OUT, CHAT_EVENTS.NOT_READY]) sdk.on(event, onLost);

  return {
    async prepareGroup(groupId, desk) {
      if (types.has(groupId)) return { type: types.get(groupId) };
      await desk.readPermit();
      const pending = sdk.getGroupProfile({ groupID: groupId });
      const facts = parseProfile(
        await withDeadline(clock, timeoutMs, pending, () => late('unavailable', 'read the group', timeoutMs)),
      );
      types.set(groupId, facts.type);
      return facts;
    },
    async inviteUsers(call, desk) {
      await desk.departurePermit();
      const userIDList = call.members.map(({ account }) => account);
      desk.departed();
      const pending = sdk.addGroupMember({ groupID: call.groupId, userIDList });
      const answer = await withDeadline(clock, timeoutMs, pending, () => late('unknown_outcome', 'invite', timeoutMs));
      return parseLists(answer, call);
    },
    close,
  };
}

function late(fault: 'unavailable' | 'unknown_outcome', verb: string, timeoutMs: number): DataSourceError {
  return new DataSourceError(fault, { message: `Tencent Chat did not ${verb} within ${timeoutMs} ms` });
}
