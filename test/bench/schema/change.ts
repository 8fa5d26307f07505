import { execute, type ExecutionResult, parse } from 'graphql';
import type { MemberEvent } from '../../../src/store/records.ts';
import { buildBenchSchema, createBenchContext } from './schema.ts';
import { CHANGES, CHANGES_VARIABLES } from './works.ts';

const schema = buildBenchSchema({ subscribe: () => Promise.reject(new Error('events come by themselves')) });
const document = parse(CHANGES);

/** What graphql-js makes of one event for the subscription of the fan-out. */
export const executeChange = (event: MemberEvent): ExecutionResult =>
  execute({
    schema,
    document,
    rootValue: event,
    variableValues: CHANGES_VARIABLES,
    contextValue: createBenchContext(),
  }) as ExecutionResult;
