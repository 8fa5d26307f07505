import type { Change } from '../../e2e/history.ts';
import type { Disturbances } from '../disturbances.ts';
import type { Ledger, ToldRemoval } from '../load/ledger.ts';
import { placeOf } from '../load/places.ts';
import type { Place } from '../providers/messages.ts';
import type { World } from '../providers/world.ts';
import type { Receiver } from '../receiver.ts';
import { Tally } from './tally.ts';
import type { Truth } from './truth.ts';

/** What was told of removals is what happened while they were asked for, as far as that can be known. */
export function checkRemovals(
  { ledger: { removals }, receiver: { calls }, world }: { ledger: Ledger; receiver: Receiver; world: World },
  truth: Truth,
  disturbances: Disturbances,
): Tally {
  const tally = new Tally('answers to removals');
  const histories = historiesIn(truth);
  const timeOf = (ms: number): string => disturbances.timeOf(ms);
  for (const removal of removals) {
    const { groupId, fromMs, toMs } = removal;
    const place = placeOf(groupId);
    for (const result of removal.results) {
      tally.checked++;
      const id = `${groupId}:${result.account}`;
      const changes = histories.get(id) ?? [];
      const problem = problemOf(removal, result, { place, changes, calls, world, disturbances });
      if (problem === null) continue;
      tally.wrong.push(
        `${id} ${result.__typename} from ${timeOf(fromMs)} to ${timeOf(toMs)}: ${problem};` +
          ` at the provider ${world.describe(place, result.account, timeOf)};` +
          ` here ${changes.map(({ to, cause, at }) => `${to} ${cause} ${timeOf(Date.parse(at))}`).join(', ')}`,
      );
    }
  }
  return tally;
}

interface Known {
  readonly place: Place;
  readonly changes: readonly Change[];
  readonly calls: Receiver['calls'];
  readonly world: World;
  readonly disturbances: Disturbances;
}

/** Null when the answer may be true. */
function problemOf(
  { groupId, fromMs, toMs }: ToldRemoval,
  { __typename, account, message = '', retryable }: ToldRemoval['results'][number],
  { place, changes, calls, world, disturbances }: Known,
): string | null {
  const out = world.happened(place, account, ['left', 'removed'], fromMs, toMs);
  switch (__typename) {
    case 'MemberRemoved': {
      // An instance that was paused reads nobody in time: then the provider's answer alone counts, which does not say who was in.
      if (!out && !disturbances.explainError(fromMs, toMs)) return 'nobody went out';
      const during = changes.filter(({ at }) => isBetween(Date.parse(at), fromMs, toMs));
      // An invite that was stored meanwhile is about the time after the removal, so the member stays QUEUED.
      return during.some(({ to }) => to === 'REMOVED' || to === 'QUEUED') ? null : 'no event says so';
    }
    case 'MemberNotInGroup':
      return world.wasOut(place, account, fromMs, toMs) ? null : 'he was in all the time';
    case 'RemoveMemberFailed': {
      const cameBack = out && world.happened(place, account, ['joined'], fromMs, toMs);
      const cutShort = disturbances.explainError(fromMs, toMs) || disturbances.explainHaste(fromMs, toMs);
      // Whether a request that was held up on its way may come too early is judged with the calls.
      const refused = calls.some(
        ({ connection, kind, verdict, atMs }) =>
          groupId.startsWith(`${connection}:`) &&
          kind === 'reads' &&
          verdict === 'overQuota' &&
          isBetween(atMs, fromMs, toMs),
      );
      return cameBack || refused || (retryable === true && cutShort) ? null : message;
    }
  }
}

const isBetween = (ms: number, fromMs: number, toMs: number): boolean => ms >= fromMs && ms <= toMs;

const historiesIn = ({ groups }: Truth): Map<string, readonly Change[]> =>
  new Map([...groups.values()].flatMap(({ members }) => members.map(({ id, changes }) => [id, changes] as const)));
