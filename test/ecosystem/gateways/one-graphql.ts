import { registerHooks } from 'node:module';

/**
 * Loaded before Apollo Gateway's process: the gateway comes from the packages of these tests, Apollo Server from ours, and
 * each would bring a copy of graphql-js that refuses the other's schemas.
 */
registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier, /^graphql(\/|$)/.test(specifier) ? { ...context, parentURL: import.meta.url } : context),
});
