/** The database of a run. */
export interface Database extends AsyncDisposable {
  readonly url: string;
  /** Null when its server is not ours to stop. */
  readonly server: DatabaseServer | null;
}

export interface DatabaseServer {
  /** `fast` rolls back and ends in order; `immediate` is a crash: the log has to be recovered with the next start. */
  stop(how: 'fast' | 'immediate'): Promise<void>;
  startAgain(): Promise<void>;
}
