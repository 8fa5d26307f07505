/** Why something on the network could not be asked, as far as that tells what to do. */
export type NetworkFault = 'refused' | 'unknownHost' | 'timeout' | 'certificate' | 'broken';

const FAULTS: Readonly<Record<string, NetworkFault>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'unknownHost',
  EAI_AGAIN: 'unknownHost',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'timeout',
  ENETUNREACH: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate',
};

/** By what Node and undici say; anything else counts as a connection that broke. */
export function networkFaultOf(error: unknown): NetworkFault {
  const code = codeOf(error);
  if (/^(ERR_TLS|ERR_SSL|EPROTO|CERT_)/.test(code)) return 'certificate';
  return FAULTS[code] ?? 'broken';
}

/** A sentence's end, behind the name of what was asked. */
export const NETWORK_REASONS: Readonly<Record<NetworkFault, string>> = {
  refused: 'nothing listens there',
  unknownHost: 'that host has no address',
  timeout: 'it does not answer',
  certificate: 'no secure connection comes about: its certificate is not trusted, or it speaks no TLS',
  broken: 'the connection breaks off',
};

/** The code of an error, or of one of those that it stands for. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const { code } = error as { readonly code?: unknown };
  if (typeof code === 'string') return code;
  if (error instanceof AggregateError) return (error.errors as unknown[]).map(codeOf).find((one) => one !== '') ?? '';
  return codeOf(error.cause);
}
