import { COUNTED_AS, isRetryable, mayRetry, settledAs } from '../invitations/result.ts';
import { markdownTable } from '../kernel/markdown.ts';
import { stateOnSettled } from '../members/member.ts';
import { linkTo, section } from './links.ts';
import { INVITE_RESULTS, outcomeNameOf, removalOutcomeNames } from './samples.ts';
import type { Sdl } from './sdl.ts';

const HEAD = ['outcome', 'counted as', 'a QUEUED membership becomes', '`retryInvites` without accounts', '… by name'];
/** Where it depends on the reason. */
const FAILED = 'failed';

/** What there is in the union `InviteMemberResult`: at a glance, then one by one. */
export function inviteOutcomes(sdl: Sdl): string {
  const waiting = outcomeNameOf(null);
  const rows = Object.values(INVITE_RESULTS).map((result) => {
    const depends = result.type === FAILED;
    return [
      linkTo(outcomeNameOf(result)),
      `\`${COUNTED_AS[result.type]}\``,
      stateOnSettled('QUEUED', settledAs(result), false) ?? 'QUEUED',
      depends ? 'where `retryable`' : sayWhether(isRetryable(result)),
      depends ? 'by its reason' : sayWhether(mayRetry(result)),
    ];
  });
  const table = markdownTable([HEAD, [linkTo(waiting), '`queued`', 'QUEUED, as it is', 'no', 'no'], ...rows]);
  const names = [waiting, ...Object.values(INVITE_RESULTS).map(outcomeNameOf)];
  return [table, ...names.map((name) => describe(sdl, name))].join('\n\n');
}

/** The same of `RemoveMemberResult`. */
export const removalOutcomes = (sdl: Sdl): string =>
  removalOutcomeNames()
    .map((name) => describe(sdl, name))
    .join('\n\n');

function describe(sdl: Sdl, name: string): string {
  const type = sdl.object(name);
  const fields = Object.values(type.getFields()).map(({ name: field, type: of, description }) => [
    `\`${field}\``,
    `\`${String(of)}\``,
    description ?? '',
  ]);
  return section(name, type.description ?? '', markdownTable([['field', 'type', 'meaning'], ...fields]));
}

const sayWhether = (is: boolean): string => (is ? 'yes' : 'no');
