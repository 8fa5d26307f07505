import type { Environment } from '../../config/environment.ts';
import { type Loaded, loadConfig, OVERRIDING_VARIABLES } from '../../config/load.ts';

/** A configuration as the service would have it, and which variables have won over the file. */
export interface Forced {
  readonly loaded: Loaded;
  readonly overridden: readonly string[];
}

export function loadForced(path: string, environment: Environment): Forced {
  const overridden = OVERRIDING_VARIABLES.filter((name) => (environment[name] ?? '') !== '');
  return { loaded: loadConfig(path, environment), overridden };
}
