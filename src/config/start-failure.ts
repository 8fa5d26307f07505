import type { Config } from './config.ts';

/** What the service needs of the network, by the configuration. */
export type Endpoint = Pick<Config, 'store' | 'events'> & { readonly server: Pick<Config['server'], 'host' | 'port'> };

/** What the network says of a server that cannot be reached. */
const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was broken off',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  ENOENT: 'there is no such socket',
  ENOTFOUND: 'that host has no address',
  EAI_AGAIN: 'the name of that host cannot be looked up now',
  ETIMEDOUT: 'it does not answer',
};

/** What PostgreSQL says when it does not let us in, by SQLSTATE. */
const REFUSED: Readonly<Record<string, string>> = {
  '28P01': 'refuses the password',
  '28000': 'does not let this user in',
  '3D000': 'has no database of this name; create it first',
  '42501': 'does not allow this user to create tables',
  '53300': 'has no connection left',
  '57P03': 'is still starting',
};

/** Why the service did not start, in one line that tells what to do; no secret of the configuration is in it. */
export function explainStart(error: unknown, config: Endpoint): string {
  return (
    explainServer(error, config.server) ?? explainRemote(error, config) ?? withoutSecrets(messageOf(error), config)
  );
}

function explainServer(error: unknown, { host, port }: Endpoint['server']): string | null {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return `port ${port} of ${host} is in use by another process; PORT chooses another one`;
    case 'EADDRNOTAVAIL':
      return `this machine has no address ${host}; HOST chooses another one`;
    case 'EACCES':
      return port < 1024 ? `port ${port} is not open to this user; PORT chooses another one` : null;
    default:
      return null;
  }
}

function explainRemote(error: unknown, { store, events }: Endpoint): string | null {
  const code = codeOf(error) ?? '';
  const refused = REFUSED[code];
  if (refused !== undefined && store.url !== undefined) {
    return `the database at ${addressOf(store.url)} ${refused} (${code}); DATABASE_URL names user, password and database`;
  }
  const isTimeout = code === '' && /time-?out|terminated/i.test(messageOf(error));
  const unreachable = isTimeout ? UNREACHABLE['ETIMEDOUT'] : UNREACHABLE[code];
  if (unreachable === undefined) return null;
  if (events.url !== undefined && (store.url === undefined || meant(error, events.url))) {
    return `the wire at ${addressOf(events.url)} cannot be reached: ${unreachable}; EVENTS_URL chooses another one`;
  }
  if (store.url === undefined) return null;
  return `the database at ${addressOf(store.url)} cannot be reached: ${unreachable}; DATABASE_URL chooses another one`;
}

/** Host and port of a URL, and nothing that is secret. */
function addressOf(url: string): string {
  const { host, port, protocol } = new URL(url);
  const usual = protocol.startsWith('postgres') ? ':5432' : '';
  return port === '' ? `${host || 'this machine'}${usual}` : host;
}

/** Whether a network error is about the server of this URL. */
function meant(error: unknown, url: string): boolean {
  const { port, hostname } = new URL(url);
  return chain(error).some((link) => {
    const about = link as { readonly port?: unknown; readonly hostname?: unknown };
    return about.port === Number(port) || about.hostname === hostname;
  });
}

/** An error and all that it was made from. */
function chain(error: unknown): unknown[] {
  if (!(error instanceof Error)) return [];
  const parts = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  return [error, ...parts.flatMap(chain), ...chain(error.cause)];
}

function codeOf(error: unknown): string | undefined {
  const codes = chain(error).map((link) => (link as { readonly code?: unknown }).code);
  return codes.find((code) => typeof code === 'string');
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function withoutSecrets(text: string, { store, events }: Endpoint): string {
  const secrets = [store.url, events.url].flatMap((url) => {
    if (url === undefined) return [];
    const { password } = new URL(url);
    return [url, password, decodeURIComponent(password)];
  });
  return secrets.filter((secret) => secret !== '').reduce((shown, secret) => shown.replaceAll(secret, '…'), text);
}
