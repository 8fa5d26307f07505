/** Where GraphQL is spoken, over HTTP and WebSocket alike. Apollo Router's default path for subscriptions is the second one. */
export const GRAPHQL_PATHS: readonly string[] = ['/graphql', '/ws'];
