import type { Conditions } from '../machine/conditions.ts';
import { renderTable } from './markdown-table.ts';
import type { Verdict } from './result.ts';

/** The README quotes what stands between these, letter for letter. */
const BEGIN = '<!-- performance: written by `npm run bench` -->';
const END = '<!-- /performance -->';

/** The conditions without which the figures say nothing. */
const QUOTED = ['date', 'commit', 'machine', 'load average at the end', 'pinning', 'Node', 'peers'];

/** One line for all claims of a topic that have one aim: how many are met, and how far the worst and the best of them came. */
export function renderSummary(verdicts: readonly Verdict[], conditions: Conditions): string {
  const lines = Map.groupBy(verdicts, ({ target, topic, aim }) => JSON.stringify([target, topic, aim]));
  const rows = [...lines.values()].map((claims) => {
    const [first] = claims;
    const met = claims.filter((claim) => claim.met === true).length;
    return [first?.target ?? '', first?.topic ?? '', first?.aim ?? '', reachedBy(claims), `${met} of ${claims.length}`];
  });
  const told = conditions.filter(([name]) => QUOTED.includes(name)).map(([name, value]) => `${name}: ${value}`);
  return [
    BEGIN,
    renderTable(['target', 'what', 'aim', 'reached', 'met'], rows),
    `Conditions: ${told.join('; ')}.`,
    END,
  ].join('\n\n');
}

/** From the least to the most, by the number that each begins with. */
function reachedBy(claims: readonly Verdict[]): string {
  const texts = claims.map(({ reached }) => reached);
  const sorted = texts.toSorted((a, b) => numberOf(a) - numberOf(b));
  const [least = '-', most = '-'] = [sorted[0], sorted.at(-1)];
  return least === most ? least : `${least} to ${most}`;
}

const numberOf = (text: string): number => Number.parseFloat(text.replaceAll(' ', ''));

/** What stands between the markers, with them; null where they are missing. */
export function findSummary(page: string): string | null {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  return begin < 0 || end < begin ? null : page.slice(begin, end + END.length);
}

/**
 * The page with this summary in place of its own.
 *
 * @throws Error when it has no place for one
 */
export function withSummary(page: string, summary: string): string {
  const old = findSummary(page);
  if (old === null) throw new Error(`the page has no place for the figures: ${BEGIN} and ${END}`);
  return page.replace(old, () => summary);
}
