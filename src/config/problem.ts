/** One thing that is wrong with the configuration; tells where and what, never the value. */
export interface Problem {
  /** From the root of the file, e.g. `connections[2].baseUrl`, or the name of an environment variable. */
  readonly path: string;
  readonly message: string;
}

/** `['connections', 2, 'baseUrl']` as `connections[2].baseUrl`. */
export function formatPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += text === '' ? String(part) : `.${String(part)}`;
  }
  return text === '' ? 'the file' : text;
}
