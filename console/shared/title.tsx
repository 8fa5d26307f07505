import { useEffect } from 'react';

const PRODUCT = 'Rollcall';

/** The heading of a page, which is the title of its tab as well. */
export function Title({ children, tab = children }: { children: string; tab?: string }) {
  useEffect(() => {
    document.title = `${tab} · ${PRODUCT}`;
  }, [tab]);
  return <h1>{children}</h1>;
}
