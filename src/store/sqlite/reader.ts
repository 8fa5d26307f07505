import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';

/** A statement that reads rows. */
export interface Reader<Row> {
  all(...values: SQLInputValue[]): Row[];
  get(...values: SQLInputValue[]): Row | undefined;
}

/**
 * Prepares a statement whose columns are named as the keys of `Row`. The rows that node:sqlite makes by itself are dictionaries, which take twice as long
 * to make and to read as objects of one shape.
 */
export function prepareReader<Row extends object>(database: DatabaseSync, sql: string): Reader<Row> {
  const statement = database.prepare(sql);
  const names = statement.columns().map(({ name }) => name);
  statement.setReturnArrays(true);
  const toRow = (values: readonly SQLOutputValue[]): Row => {
    const row: Record<string, SQLOutputValue> = {};
    for (let at = 0; at < names.length; at++) row[names[at]!] = values[at]!;
    return row as Row;
  };
  return {
    all: (...values) => (statement.all(...values) as unknown as SQLOutputValue[][]).map(toRow),
    get(...values) {
      const found = statement.get(...values) as SQLOutputValue[] | undefined;
      return found === undefined ? undefined : toRow(found);
    },
  };
}
