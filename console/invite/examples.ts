import { useEffect, useState } from 'react';
import { EXAMPLES_PATH, type InviteExample } from '../../src/kernel/invite-example.ts';

/** What the service offers to try: something where it simulates its providers, nothing where they are real. */
export function useExamples(): readonly InviteExample[] {
  const [examples, setExamples] = useState<readonly InviteExample[]>([]);
  useEffect(() => {
    const left = new AbortController();
    readExamples(left.signal).then(setExamples, () => {});
    return () => left.abort();
  }, []);
  return examples;
}

async function readExamples(signal: AbortSignal): Promise<readonly InviteExample[]> {
  const response = await fetch(EXAMPLES_PATH, { signal });
  return response.ok ? ((await response.json()) as readonly InviteExample[]) : [];
}
