export const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as { readonly then?: unknown } | null | undefined)?.then === 'function';

/**
 * Listens to all promises in a value that is not written any more, also in lists within lists: one whose failure nobody hears would end the
 * process.
 */
export function listenIn(value: unknown): void {
  if (Array.isArray(value)) for (const item of value) listenIn(item);
  else if (isThenable(value)) value.then(listenIn, ignore);
}

function ignore(): void {}
