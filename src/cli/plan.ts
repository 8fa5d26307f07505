import type { ExitCode } from './exit.ts';

/** What an action ends with; null: what it has started goes on by itself. */
export type Action = () => Promise<ExitCode | null>;
/** Notes what is to be done; the action loads the modules that it needs, so that help is there at once. */
export type Plan = (action: Action) => void;
