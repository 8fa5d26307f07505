/** What goes back over HTTP. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  /** Besides the content type, which is always JSON's. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export function jsonAnswer(value: unknown, status = 200, headers?: Readonly<Record<string, string>>): Answer {
  return { status, body: JSON.stringify(value), headers };
}

/** Digits that stand bare in the JSON however many they are, as a provider's 64-bit ids do. */
export function bareNumber(digits: string): unknown {
  // TypeScript's library does not know JSON.rawJSON yet; V8 has it since Node 21.
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(digits);
}
