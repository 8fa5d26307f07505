import { listenIn } from './promises.ts';
import type { RootOutcomes } from './root-outcomes.ts';

/** JSON text; null where graphql-js has to execute the operation instead. */
export type Written = string | null;

/** Text with places that are filled later, in their order; each is one {@link HOLE} of the text. */
interface Segment {
  text: string;
  readonly holes: Segment[];
}

/** Cannot stand in JSON text: there it is written as an escape. */
const HOLE = '\u0000';

/** What an operation is executed with. */
export interface RunInput {
  readonly rootValue: unknown;
  readonly contextValue: unknown;
  /** Coerced. */
  readonly variables: Record<string, unknown>;
  /** Where what root fields return is noted; null where nobody will ask. */
  readonly outcomes: RootOutcomes | null;
}

/**
 * One execution of a compiled operation. What is known at once is written at once; each promise costs one place that is filled
 * when it is resolved. The first thing that is unusual ends it.
 */
export class Run {
  readonly rootValue: unknown;
  readonly contextValue: unknown;
  readonly variables: Record<string, unknown>;
  readonly outcomes: RootOutcomes | null;
  readonly #root: Segment = { text: '', holes: [] };
  /** Of the segment that is being written. */
  #holes = this.#root.holes;
  #steps: readonly ((run: Run) => string)[] = [];
  #nextStep = 0;
  /** Promises that are waited for, and one for a step that is under way. */
  #waiting = 0;
  #bailed = false;
  #end: ((written: Written) => void) | null = null;

  constructor({ rootValue, contextValue, variables, outcomes }: RunInput) {
    this.rootValue = rootValue;
    this.contextValue = contextValue;
    this.variables = variables;
    this.outcomes = outcomes;
  }

  /** @param steps each begins once everything is there that the one before it has asked for */
  execute(steps: readonly ((run: Run) => string)[]): Written | Promise<Written> {
    this.#steps = steps;
    this.#advance();
    if (this.#bailed) return null;
    if (this.#waiting === 0) return assemble(this.#root);
    return new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** Keeps a place for what `complete` makes of the value; returns the text that stands there until then. */
  defer(promise: PromiseLike<unknown>, complete: (value: unknown) => string): string {
    const segment: Segment = { text: '', holes: [] };
    this.#holes.push(segment);
    this.#waiting++;
    promise.then((value) => this.#fill(segment, complete, value), this.#bail);
    return HOLE;
  }

  #fill(segment: Segment, complete: (value: unknown) => string, value: unknown): void {
    if (this.#bailed) return listenIn(value);
    const outer = this.#holes;
    this.#holes = segment.holes;
    try {
      segment.text = complete(value);
    } catch {
      return this.#bail();
    } finally {
      this.#holes = outer;
    }
    if (--this.#waiting === 0) this.#advance();
  }

  #advance(): void {
    this.#holes = this.#root.holes;
    try {
      for (let step = this.#steps[this.#nextStep]; step !== undefined; step = this.#steps[this.#nextStep]) {
        if (this.#waiting > 0) return;
        this.#nextStep++;
        this.#waiting++;
        const text = step(this);
        this.#root.text += text;
        this.#waiting--;
      }
    } catch {
      return this.#bail();
    }
    if (this.#waiting === 0) this.#end?.(assemble(this.#root));
  }

  readonly #bail = (): void => {
    if (this.#bailed) return;
    this.#bailed = true;
    this.#end?.(null);
  };
}

function assemble({ text, holes }: Segment): string {
  if (holes.length === 0) return text;
  const parts = text.split(HOLE);
  let whole = parts[0] ?? '';
  for (let index = 0; index < holes.length; index++) {
    const hole = holes[index];
    if (hole !== undefined) whole += assemble(hole) + (parts[index + 1] ?? '');
  }
  return whole;
}
