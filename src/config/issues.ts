import type { z } from 'zod';
import { formatPath, type Problem } from './problem.ts';
import { isKeys, valueAt } from './tree.ts';

/** What the schema found. */
export type Issue = z.core.$ZodIssue;

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'must be a text',
  number: 'must be a number',
  int: 'must be a whole number',
  boolean: 'must be true or false',
  object: 'must be a section with keys of its own',
  array: 'must be a list',
};

/** The schema's findings for people: where, and what is expected there; never what is there. */
export function describeIssues(issues: readonly Issue[], root: unknown): Problem[] {
  return issues.flatMap((issue) => describeIssue(issue, root));
}

function describeIssue(issue: Issue, root: unknown): Problem[] {
  const problem = (message: string, ...below: string[]): Problem => ({
    path: formatPath([...issue.path, ...below]),
    message,
  });
  const isMissing = issue.path.length > 0 && valueAt(root, issue.path) === undefined;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => problem('is not a key that is known here', key));
    case 'invalid_union':
      return isMissing ? [problem('is missing')] : describeUnion(issue, root);
    case 'invalid_type':
      return [problem(isMissing ? 'is missing' : (EXPECTED[issue.expected] ?? lowerFirst(issue.message)))];
    default:
      return [problem(lowerFirst(issue.message))];
  }
}

/** Of several shapes that a value may have, describes what keeps it from having the one that it resembles. */
function describeUnion(issue: Issue & { code: 'invalid_union' }, root: unknown): Problem[] {
  if (issue.discriminator !== undefined) {
    const options = 'options' in issue ? (issue.options ?? []) : [];
    return [{ path: formatPath(issue.path), message: `must be one of ${options.map(String).join(', ')}` }];
  }
  const given = valueAt(root, issue.path);
  const resembling = issue.errors.find(
    (errors) => !errors.some((error) => error.path.length === 0 && isOfOtherKind(error, given)),
  );
  const errors = resembling ?? issue.errors[0] ?? [];
  return describeIssues(
    errors.map((error) => ({ ...error, path: [...issue.path, ...error.path] })),
    root,
  );
}

const isOfOtherKind = (error: Issue, given: unknown): boolean =>
  error.code === 'invalid_type' || (error.code === 'invalid_value' && isKeys(given));

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
