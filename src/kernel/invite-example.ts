/** An invite that works as it stands, for somebody who has just started the service and wants to see one. */
export interface InviteExample {
  readonly connectionId: string;
  /** `connection:group`. */
  readonly groupId: string;
  readonly accounts: readonly string[];
}

/** Where the console reads what to try, as a list of {@link InviteExample}. */
export const EXAMPLES_PATH = '/console/examples.json';
