import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { type Service, startService } from '../e2e/processes.ts';

/** What tokens are signed with. */
export const JWT_SECRET = 'a-secret-of-32-bytes-at-the-least';

/** One connection, to a provider that is not there. */
const CONNECTION = { id: 'wechat', provider: 'gewe', baseUrl: 'http://127.0.0.1:9', token: 't', appId: 'a' };

/** A list of trusted documents that has none of the console's. */
const OTHER_DOCUMENTS = {
  '5fad05690fafa9ffa845ae595215e5633ca013e4e90a8e0a8897fc341c84fb07': 'query { connections { id } }',
};

/** Starts a service with a configuration of its own, which may name a list of trusted documents. */
export async function startConfigured(settings: (trusted: string) => object): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-console-'));
  const config = join(folder, 'rollcall.json');
  const trusted = join(folder, 'documents.json');
  writeFileSync(trusted, JSON.stringify(OTHER_DOCUMENTS));
  writeFileSync(config, JSON.stringify({ connections: [CONNECTION], ...settings(trusted) }));
  const service = await startService({ ROLLCALL_DATA_DIR: ':memory:', ROLLCALL_CONFIG: config });
  return {
    ...service,
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

/** @param lasts as jose has it */
export const tokenFor = (scope: string, lasts = '1h'): Promise<string> =>
  new SignJWT({ scope, sub: 'tester' })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime(lasts)
    .sign(new TextEncoder().encode(JWT_SECRET));
