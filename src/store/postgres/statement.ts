import type { QueryResultRow } from 'pg';
import { toStoreError } from './outage.ts';
import { toDatabaseValue } from './text.ts';

/** A statement that each connection prepares once. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

let prepared = 0;

export const statement = (text: string): Statement => ({ name: `s${++prepared}`, text });

/** What statements run on: the pool, or one transaction. */
export interface Queryable {
  query(query: Statement & { values: unknown[] }): Promise<{ rows: QueryResultRow[]; rowCount: number | null }>;
}

/** Runs a statement and returns its rows. @throws StoreUnavailableError when the database is not there */
export async function rowsOf<Row>(
  on: Queryable,
  { name, text }: Statement,
  values: readonly unknown[],
): Promise<Row[]> {
  try {
    const { rows } = await on.query({ name, text, values: values.map(toDatabaseValue) });
    return rows as Row[];
  } catch (error) {
    throw toStoreError(error);
  }
}

/** The rows of a table, column by column, as `unnest` takes them: one array for each of `columns`. */
export const columnsOf = <Row>(rows: readonly Row[], ...columns: readonly ((row: Row) => unknown)[]): unknown[][] =>
  columns.map((column) => rows.map(column));
