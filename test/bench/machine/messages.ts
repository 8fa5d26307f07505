/** What a measured program is asked over IPC, and what it answers. */
export type Order =
  | { readonly kind: 'cpu' }
  | { readonly kind: 'collect' }
  /** Publishes so many events at once. */
  | { readonly kind: 'publish'; readonly events: number };

export type Numbered<Message> = { readonly id: number; readonly message: Message };

/** `figure` is CPU time in microseconds for `cpu`, and nothing that matters for the others. */
export type Answer = { readonly id: number; readonly figure: number };

export type FromProgram = { readonly url: string } | Answer;
