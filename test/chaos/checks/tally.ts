/** Of each kind so many are told as examples. */
const EXAMPLES = 5;

/** One row of the table: how much was compared, and what was found. */
export class Tally {
  readonly check: string;
  checked = 0;
  readonly lost: string[] = [];
  readonly doubled: string[] = [];
  readonly wrong: string[] = [];

  constructor(check: string) {
    this.check = check;
  }

  get isClean(): boolean {
    return this.lost.length + this.doubled.length + this.wrong.length === 0;
  }

  /** What was found, with examples. */
  describe(): string[] {
    return (['lost', 'doubled', 'wrong'] as const).flatMap((kind) => {
      const found = this[kind];
      const shown = found.slice(0, EXAMPLES).map((text) => `  ${this.check}, ${kind}: ${text}`);
      return found.length > EXAMPLES ? [...shown, `  … and ${found.length - EXAMPLES} more`] : shown;
    });
  }
}

export function renderTable(tallies: readonly Tally[]): string {
  const rows = [
    ['check', 'checked', 'lost', 'doubled', 'wrong'],
    ...tallies.map(({ check, checked, lost, doubled, wrong }) =>
      [check, checked, lost.length, doubled.length, wrong.length].map(String),
    ),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n');
}
