import { effectiveCapabilities } from '../capabilities.ts';
import type { CallDesk, InviteAnswer, InviteCall, InviteOptions, MembershipDataSource } from '../datasource.ts';
import type { DataSourceDeps } from '../deps.ts';
import { DataSourceError } from '../fault.ts';
import { createQuote } from '../quote.ts';
import { reviewAccount } from '../tencent/account.ts';
import { verdictOf } from '../tencent/codes.ts';
import { takesNoInvites } from '../tencent/group-types.ts';
import { createUserSigs } from '../tencent/user-sig.ts';
import { settleCall } from '../verdict.ts';
import type { Verdict } from '../verdict.ts';
import { tencentImSdkCapabilities } from './capabilities.ts';
import { assertChatInstalled, leaseChat } from './chat-sdk.ts';
import type { LeaseChat } from './chat-sdk.ts';
import { openChatSession } from './chat-session.ts';
import type { ChatSession } from './chat-session.ts';
import { createChatSessions } from './chat-sessions.ts';
import { parseChatError } from './chat-wire.ts';
import { CHAT_CODES, endsSession } from './codes.ts';
import type { ChatSettings } from './settings.ts';

/** V2TIM's invite through the official JavaScript SDK in this process, logged in as the operator. */
export function createChatDataSource(
  settings: ChatSettings,
  { clock }: DataSourceDeps,
  lease: LeaseChat = leaseChat,
): MembershipDataSource {
  const userSigs = createUserSigs(settings, clock);
  const sessions = createChatSessions(clock);
  const quote = createQuote(() => [settings.secretKey, ...userSigs.issued()]);
  const operatorOf = (options: InviteOptions): string => options.operator ?? settings.operator;

  async function logIn(operator: string, onLost: () => void, desk: CallDesk): Promise<ChatSession> {
    await desk.readPermit();
    const login = { userID: operator, userSig: userSigs.of(operator) };
    return openChatSession(lease(settings.sdkAppId), login, { clock, timeoutMs: settings.timeoutMs, onLost });
  }

  /** What an error of the SDK means. @throws DataSourceError when it means that the call is to be repeated */
  function settleError(error: unknown, operator: string, call: InviteCall, departed: boolean): InviteAnswer {
    if (error instanceof DataSourceError) throw error;
    const thrown = parseChatError(error);
    if (thrown === null) {
      const message = 'the chat SDK failed in a way that it does not document';
      throw new DataSourceError(departed ? 'unknown_outcome' : 'unavailable', { message });
    }
    if (endsSession(thrown.code)) sessions.drop(operator);
    const verdict = verdictOf(thrown.code, CHAT_CODES);
    if (verdict === 'expired_credential') userSigs.drop(operator);
    const word = { code: thrown.code, text: quote(thrown.text) };
    return settleCall(departed ? verdict : beforeDeparture(verdict), word, call);
  }

  return {
    connectionId: settings.id,
    capabilities: effectiveCapabilities(tencentImSdkCapabilities, settings),
    operatorOf,
    review: (account) => reviewAccount(account),

    async invite(call, desk): Promise<InviteAnswer> {
      const operator = operatorOf(call.options);
      let departed = false;
      const noting: CallDesk = {
        signal: desk.signal,
        readPermit: () => desk.readPermit(),
        readDeparted: () => desk.readDeparted(),
        departurePermit: () => desk.departurePermit(),
        departed() {
          departed = true;
          desk.departed();
        },
      };
      try {
        return await sessions.use(
          operator,
          (who, onLost) => logIn(who, onLost, desk),
          async (session) => {
            const facts = await session.prepareGroup(call.groupId, noting);
            if (takesNoInvites(facts.type)) {
              return { ...settleCall('INVITES_UNSUPPORTED', { code: '', text: '' }, call), facts };
            }
            return { kind: 'outcomes', outcomes: await session.inviteUsers(call, noting), facts };
          },
        );
      } catch (error) {
        return settleError(error, operator, call, departed);
      }
    },

    // The SDK offers nothing to ask without a login, and a login for nothing might kick somebody out.
    reads: null,
    removals: null,
    withdrawInvites: null,
    webhooks: null,
    ping: async () => assertChatInstalled(),
    close: () => sessions.close(),
  };
}

/** Nothing has left yet, so nothing can be unknown of the invite. */
function beforeDeparture(verdict: Verdict): Verdict {
  return verdict === 'unknown_outcome' ? 'unavailable' : verdict;
}
