import type { GraphQLFormattedError } from 'graphql';

/** What one event is for everybody who is sent the same. */
export class ResultText {
  /** The result as the client sees it. */
  readonly json: string;
  /** Why the subscription ends with this result; null for every other. */
  readonly failure: readonly GraphQLFormattedError[] | null;

  constructor(json: string, failure: readonly GraphQLFormattedError[] | null) {
    this.json = json;
    this.failure = failure;
  }
}

/** Forms of the same results that are kept, for those who want the same one next. */
export const MAX_FORMS = 16;

/** Results that leave together, for everybody who is sent them. */
export class Results {
  /** In order; at least one. */
  readonly texts: readonly ResultText[];
  readonly #made = new Map<unknown, unknown>();

  constructor(texts: readonly ResultText[]) {
    this.texts = texts;
  }

  /**
   * What a transport makes of them, made once for all who want the same.
   *
   * @param form says what is made; of more than {@link MAX_FORMS} the oldest are made again
   */
  once<Made>(form: unknown, make: (texts: readonly ResultText[]) => Made): Made {
    const known = this.#made.get(form);
    if (known !== undefined) return known as Made;
    const made = make(this.texts);
    this.#made.set(form, made);
    if (this.#made.size > MAX_FORMS) for (const oldest of this.#made.keys()) return (this.#made.delete(oldest), made);
    return made;
  }
}
