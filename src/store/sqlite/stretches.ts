/**
 * Splits rows into stretches of which each row continues the one before it, so that a statement can write a stretch as a set: what differs
 * within it is a list, or counts up by one, and everything else is given once.
 */
export function stretchesOf<Row>(rows: readonly Row[], continues: (row: Row, before: Row) => boolean): Row[][] {
  const stretches: Row[][] = [];
  let stretch: Row[] = [];
  let before: Row | undefined;
  for (const row of rows) {
    if (before !== undefined && continues(row, before)) stretch.push(row);
    else stretches.push((stretch = [row]));
    before = row;
  }
  return stretches;
}
