import { graphql } from '../../e2e/processes.ts';
import { type LoopbackProgram, runOnLoopback } from '../support/loopback-program.ts';
import { makeWorkplace, type Workplace } from '../support/workplace.ts';

/** A running gateway in a process of its own; its GraphQL endpoint is `${url}/graphql`. */
export type Gateway = LoopbackProgram;

/** Runs a gateway's program, with a folder of its own for what it reads, and resolves when it answers. */
export async function runGateway(prepare: (workplace: Workplace) => readonly string[]): Promise<Gateway> {
  await using started = new AsyncDisposableStack();
  const workplace = started.use(makeWorkplace());
  const { url } = started.use(await runOnLoopback(prepare(workplace), workplace.path));
  const { data } = await graphql(url, '{ __typename }');
  if (data?.__typename !== 'Query') throw new Error(`the gateway at ${url} does not answer`);
  const parts = started.move();
  return { url, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}
