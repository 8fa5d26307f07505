import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { expect } from 'vitest';
import type { TestService } from '../support/service.ts';

/** Sends one of the documents of `schema/operations`, whose data has a type, and moves time until it is answered. */
export async function run<Data, Variables extends object>(
  service: TestService,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const { data, errors } = await service.graphql(print(document), variables);
  expect(errors).toBeUndefined();
  return data as Data;
}
