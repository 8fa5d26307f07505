import type { ChatProvider } from '../graphql/generated/graphql.ts';
import type { Words } from '../language/english.ts';

/** Providers may be added: those go by the name that the service has for them. */
export const nameOfProvider = (provider: ChatProvider, { providers }: Words): string =>
  Object.hasOwn(providers, provider) ? providers[provider as keyof typeof providers] : provider;
