import { describe, expect, it } from 'vitest';
import { DataSourceError, ReadRefused } from '../../src/datasources/fault.ts';
import { createOptionalReads } from '../../src/datasources/optional-read.ts';
import { RecordingDesk } from './recording-desk.ts';

describe('an optional read', () => {
  const logged: unknown[] = [];
  const optional = createOptionalReads('c', { warn: (...line) => void logged.push(line) });
  const attempt = (read: () => Promise<string>, desk = new RecordingDesk()) => optional.attempt('roles', desk, read);

  it('hands on what it tells', async () => {
    expect(await attempt(() => Promise.resolve('told'))).toBe('told');
    expect(logged).toEqual([]);
  });

  it('tells nothing when the provider fails or refuses, and logs that', async () => {
    expect(
      await attempt(() => Promise.reject(new DataSourceError('rate_limited', { message: 'slow down' }))),
    ).toBeNull();
    expect(await attempt(() => Promise.reject(new ReadRefused('groupMissing', 'no such group')))).toBeNull();
    expect(logged).toEqual([
      [{ connection: 'c', fault: 'rate_limited' }, 'roles not read: slow down'],
      [{ connection: 'c', refused: 'groupMissing' }, 'roles not read: no such group'],
    ]);
  });

  it('tells nothing when its permit is called off at shutdown', async () => {
    const desk = new RecordingDesk();
    desk.abort();
    expect(await attempt(() => Promise.reject(desk.signal.reason as Error), desk)).toBeNull();
  });

  it('hides no mistake of our own', async () => {
    await expect(attempt(() => Promise.reject(new TypeError('a bug')))).rejects.toThrow('a bug');
  });
});
