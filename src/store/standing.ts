/** How far a store's schema is, in steps. */
export interface SchemaStanding {
  /** Steps that it has taken; 0 where there is no store yet. */
  readonly taken: number;
  /** Steps that there are. */
  readonly known: number;
}
