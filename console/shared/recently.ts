import { keepInBrowser } from './kept.ts';

/** What was opened of late in this browser, newest first. */
export interface Recently {
  list(): readonly string[];
  remember(id: string): void;
}

const MAX_RECENT = 10;

function recently(key: string): Recently {
  const kept = keepInBrowser(key);
  const list = (): readonly string[] => {
    try {
      const ids: unknown = JSON.parse(kept.read() || '[]');
      return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string').slice(0, MAX_RECENT) : [];
    } catch {
      return [];
    }
  };
  return {
    list,
    remember: (id) => kept.write(JSON.stringify([id, ...list().filter((other) => other !== id)].slice(0, MAX_RECENT))),
  };
}

export const recentGroups = recently('rollcall.groups');
export const recentUsers = recently('rollcall.users');
