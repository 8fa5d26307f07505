import { useLanguage } from '../language/language.ts';
import { addressOf } from '../routing/route.ts';
import { Loading } from '../shared/loading.tsx';
import { Problem } from '../shared/problem.tsx';
import { Title } from '../shared/title.tsx';
import { Operation } from './operation.tsx';
import { useBoard } from './use-board.ts';

/** One operation, live. */
export function BoardPage({ id }: { id: string }) {
  const { words, formats } = useLanguage();
  const { view, followProgress, reopen } = useBoard(id);
  const { operation } = view;
  const tab = operation
    ? `${formats.percent(settledShare(operation.counts))} · ${operation.groupId}`
    : words.board.title;
  return (
    <>
      <Title tab={tab}>{words.board.title}</Title>
      {view.phase === 'failed' && <Problem error={view.problem} onAgain={reopen} />}
      {view.phase === 'missing' && (
        <>
          <p className="notice notice-warning">{words.board.missing}</p>
          <a href={addressOf({ page: 'invite' })}>{words.toStart}</a>
        </>
      )}
      {view.phase === 'reading' && operation === null && <Loading />}
      {operation !== null && <Operation id={id} view={view} operation={operation} onSent={followProgress} />}
    </>
  );
}

/** Rounded down to hundredths, so that only all is all. */
const settledShare = ({ total, queued }: { readonly total: number; readonly queued: number }): number =>
  total === 0 ? 1 : Math.floor((100 * (total - queued)) / total) / 100;
