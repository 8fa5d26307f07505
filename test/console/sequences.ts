import type { Page } from 'playwright-core';

/** The numbers of the changes that a page is sent, over all of its sockets, as they come. */
export function sequencesSeen(page: Page): readonly number[] {
  const seen: number[] = [];
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      const message = JSON.parse(String(payload)) as {
        payload?: { data?: { memberStateChanged?: { sequence: number } } };
      };
      const change = message.payload?.data?.memberStateChanged;
      if (change) seen.push(change.sequence);
    });
  });
  return seen;
}
