import { keepInBrowser } from '../shared/kept.ts';

/** The newest operations of this browser: the service lists none. */
const MAX_RECENT = 10;
const kept = keepInBrowser('rollcall.operations');

export interface RecentOperation {
  readonly id: string;
  readonly groupId: string;
  readonly at: string;
}

export function recentOperations(): RecentOperation[] {
  try {
    const operations: unknown = JSON.parse(kept.read() || '[]');
    return Array.isArray(operations) ? operations.filter(isOperation).slice(0, MAX_RECENT) : [];
  } catch {
    return [];
  }
}

/** Who knows which release has written it. */
const isOperation = (value: unknown): value is RecentOperation => {
  const { id, groupId, at } = Object(value) as Record<string, unknown>;
  return (
    typeof id === 'string' && typeof groupId === 'string' && typeof at === 'string' && !Number.isNaN(Date.parse(at))
  );
};

export const rememberOperation = (operation: RecentOperation): void =>
  kept.write(JSON.stringify([operation, ...recentOperations()].slice(0, MAX_RECENT)));
