/** What a browser keeps of this console. Some keep nothing, or say so by throwing: then it is forgotten with the page. */
export interface Kept {
  /** Empty when nothing is kept. */
  read(): string;
  /** @param text empty: forget it */
  write(text: string): void;
}

/** @param storage a function, because already asking for a storage that is switched off throws */
export const keep = (storage: () => Storage, key: string): Kept => ({
  read: () => {
    try {
      return storage().getItem(key) ?? '';
    } catch {
      return '';
    }
  },
  write: (text) => {
    try {
      if (text === '') storage().removeItem(key);
      else storage().setItem(key, text);
    } catch {
      // Full, or switched off.
    }
  },
});

/** Until this tab is closed. */
export const keepInTab = (key: string): Kept => keep(() => sessionStorage, key);

/** Until somebody clears it, for all tabs. */
export const keepInBrowser = (key: string): Kept => keep(() => localStorage, key);
