import { useEffect, useState } from 'react';
import type { CancelTimer } from '../../src/kernel/clock.ts';
import { credentials } from '../access/token.ts';
import { browserClock } from '../shared/browser-clock.ts';
import { addSample, READ_EVERY_MS } from './history.ts';
import { parseMetrics } from './metrics-text.ts';
import { type Sample, takeSample } from './sample.ts';

export interface Signals {
  readonly samples: readonly Sample[];
  /** Nothing read yet; as it should be; read before and not now; not told here. */
  readonly state: 'reading' | 'fresh' | 'stale' | 'absent';
}

/** The service's signals of the last minutes, read for as long as the component is shown and the page is looked at. */
export function useSignals(): Signals {
  const [signals, setSignals] = useState<Signals>({ samples: [], state: 'reading' });
  useEffect(() => {
    const stopped = new AbortController();
    let cancelTimer: CancelTimer = () => {};
    const read = async (): Promise<void> => {
      if (!document.hidden) {
        const sample = await readSample(stopped.signal);
        if (stopped.signal.aborted) return;
        setSignals(({ samples }) =>
          sample === null
            ? { samples, state: samples.length === 0 ? 'absent' : 'stale' }
            : { samples: addSample(samples, sample), state: 'fresh' },
        );
      }
      cancelTimer = browserClock.setTimer(browserClock.now() + READ_EVERY_MS, () => void read());
    };
    void read();
    return () => {
      stopped.abort();
      cancelTimer();
    };
  }, []);
  return signals;
}

/** @returns null when there is nothing to read */
async function readSample(signal: AbortSignal): Promise<Sample | null> {
  try {
    const response = await fetch('/metrics', { headers: credentials(), signal });
    if (!response.ok) return null;
    return takeSample(parseMetrics(await response.text()), browserClock.now());
  } catch {
    return null;
  }
}
