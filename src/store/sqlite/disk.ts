import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs';

/** Puts what was written onto the disk, so that a power cut loses none of it. */
export interface Disk {
  /** Calls back once everything that was written before the call is there, or with why it may not be. */
  sync(done: (error: Error | null) => void): void;
  /** The same, without letting anything else run meanwhile. */
  syncNow(): void;
  close(): void;
}

/** For a database that keeps nothing. */
export const noDisk: Disk = { sync: (done) => done(null), syncNow: () => {}, close: () => {} };

/** Syncs one file, outside this thread: SQLite's own sync would hold up everything else for its time. */
export function openDisk(file: string): Disk {
  // For writing, because some systems sync nothing through a handle that only reads.
  const handle = openSync(file, 'r+');
  return {
    sync: (done) => fdatasync(handle, done),
    syncNow: () => fdatasyncSync(handle),
    close: () => closeSync(handle),
  };
}
