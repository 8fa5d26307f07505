/** An invite that works as it stands, for somebody who has just started the service and wants to see one. */
export interface InviteExample {
  readonly connectionId: string;
  /** `connection:group`. */
  readonly groupId: string;
  readonly accounts: readonly string[];
}
