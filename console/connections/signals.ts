import type { CancelTimer } from '../../src/kernel/clock.ts';
import { credentials } from '../access/token.ts';
import { browserClock } from '../shared/browser-clock.ts';
import { keepInTab } from '../shared/kept.ts';
import { Store } from '../shared/store.ts';
import { addSample, READ_EVERY_MS } from './history.ts';
import { parseMetrics } from './metrics-text.ts';
import { type Sample, takeSample } from './sample.ts';

export interface Signals {
  readonly samples: readonly Sample[];
  /** Nothing read yet; as it should be; read before and not now; not told to whoever asks; not told here at all. */
  readonly state: 'reading' | 'fresh' | 'stale' | 'refused' | 'absent';
}

/** What is known of the last minutes. It stays while other pages are looked at. */
export const signals = new Store<Signals>({ samples: [], state: 'reading' });

const kept = keepInTab('rollcall.metricsToken');

/** `signals.metricsToken` of the service, where somebody has given it: it reads signals and nothing else. */
export const metricsToken = new Store(kept.read());
metricsToken.subscribe(() => kept.write(metricsToken.get()));

/** Reads the signals again and again while the page is looked at, until it is left. */
export function followSignals(): () => void {
  const stopped = new AbortController();
  let cancelTimer: CancelTimer = () => {};
  const read = async (): Promise<void> => {
    if (!document.hidden) {
      const answer = await readSample(stopped.signal);
      if (stopped.signal.aborted) return;
      signals.set(after(signals.get(), answer));
    }
    cancelTimer = browserClock.setTimer(browserClock.now() + READ_EVERY_MS, () => void read());
  };
  void read();
  return () => {
    stopped.abort();
    cancelTimer();
  };
}

function after({ samples }: Signals, answer: Sample | 'refused' | 'unread'): Signals {
  if (answer === 'refused') return { samples, state: 'refused' };
  if (answer === 'unread') return { samples, state: samples.length === 0 ? 'absent' : 'stale' };
  return { samples: addSample(samples, answer), state: 'fresh' };
}

async function readSample(signal: AbortSignal): Promise<Sample | 'refused' | 'unread'> {
  const token = metricsToken.get();
  const headers = token === '' ? credentials() : { authorization: `Bearer ${token}` };
  try {
    const response = await fetch('/metrics', { headers, signal });
    if (response.status === 401 || response.status === 403) return 'refused';
    return response.ok ? takeSample(parseMetrics(await response.text()), browserClock.now()) : 'unread';
  } catch {
    return 'unread';
  }
}
