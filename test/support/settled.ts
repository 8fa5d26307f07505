/** Turns of the event loop without a statement under way after which only time or a provider can move anything. */
const QUIET_TURNS = 100;

/** Resolves when the store has answered all that it is asked, and nobody asks it any more. @param busy statements that are under way */
export async function settled(busy: () => number): Promise<void> {
  for (let quiet = 0; quiet < QUIET_TURNS; quiet = busy() === 0 ? quiet + 1 : 0)
    await new Promise((resolve) => setImmediate(resolve));
}
