import type { Config } from './config.ts';
import type { Problem } from './problem.ts';

const MESSAGE = 'is not supported by this version of Rollcall';

/**
 * What the configuration asks for and this version does not do. The process refuses to start with it: an access control that
 * is configured and not enforced would leave a door open that everybody believes closed.
 */
export function findUnsupported({ auth }: Config): Problem[] {
  const access = auth === undefined || auth === 'none' ? {} : auth;
  const asked = {
    'auth.jwt': 'jwt' in access && access.jwt,
    'auth.routerSecret': 'routerSecret' in access && access.routerSecret,
  };
  return Object.entries(asked).flatMap(([path, given]) => (given ? [{ path, message: MESSAGE }] : []));
}
