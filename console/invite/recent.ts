/** The newest operations of this browser: the service lists none. */
const MAX_RECENT = 10;
const KEY = 'rollcall.operations';

export interface RecentOperation {
  readonly id: string;
  readonly groupId: string;
  readonly at: string;
}

export function recentOperations(): RecentOperation[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? (kept as RecentOperation[]).slice(0, MAX_RECENT) : [];
  } catch {
    return [];
  }
}

export function rememberOperation(operation: RecentOperation): void {
  localStorage.setItem(KEY, JSON.stringify([operation, ...recentOperations()].slice(0, MAX_RECENT)));
}
