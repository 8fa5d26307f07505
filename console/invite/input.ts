import { formatGroupId } from '../../src/kernel/ids.ts';
import type { InviteMembersInput, InviteOption } from '../graphql/generated/graphql.ts';
import type { Choice, Draft } from './draft.ts';

const CHOICES = { '': undefined, yes: true, no: false } as const satisfies Record<Choice, boolean | undefined>;

/** The draft as the mutation takes it, with the options that this provider takes and no others. */
export function toInput(
  draft: Draft,
  names: readonly string[],
  options: readonly InviteOption[],
  idempotencyKey: string,
): InviteMembersInput {
  const takes = (option: InviteOption): boolean => options.includes(option);
  const joinedAt = takes('JOINED_AT') && draft.joinedAt !== '' ? new Date(draft.joinedAt).toISOString() : undefined;
  return {
    groupId: formatGroupId({ connectionId: draft.connectionId, externalId: draft.groupId.trim() }),
    members: names.map((name) => (draft.kind === 'users' ? { userId: name, joinedAt } : { account: name, joinedAt })),
    operator: takes('OPERATOR') ? draft.operator.trim() || undefined : undefined,
    reason: takes('REASON') ? draft.reason.trim() || undefined : undefined,
    requireConsent: takes('REQUIRE_CONSENT') ? CHOICES[draft.requireConsent] : undefined,
    silent: takes('SILENT') ? CHOICES[draft.silent] : undefined,
    systemMessage: takes('SYSTEM_MESSAGE') ? CHOICES[draft.systemMessage] : undefined,
    idempotencyKey,
    // The board shows what becomes of them; nothing has to be waited for here.
    waitMs: 0,
  };
}
