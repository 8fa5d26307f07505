import type { GraphQLResolveInfo } from 'graphql';
import type { Run } from './run.ts';

/** Where in the answer something stands; undefined where nobody can ask for it. */
export type Place = GraphQLResolveInfo['path'] | undefined;

/** Writes the value of a field; `info` is the field's, null where nobody can ask for it. */
export type WriteValue = (run: Run, value: unknown, path: Place, info: GraphQLResolveInfo | null) => string;

/** Resolves a field and writes its value; a text where it is always the same. */
export type WriteField = string | ((run: Run, source: unknown, parent: Place) => string);

/** Writes an object of these fields. */
export function writeFields(
  fields: readonly (readonly [responseName: string, write: WriteField])[],
): (run: Run, source: unknown, path: Place) => string {
  const before: string[] = [];
  const writers: Exclude<WriteField, string>[] = [];
  let text = '{';
  for (const [index, [responseName, write]] of fields.entries()) {
    text += `${index > 0 ? ',' : ''}"${responseName}":`;
    if (typeof write === 'string') {
      text += write;
      continue;
    }
    before.push(text);
    writers.push(write);
    text = '';
  }
  const end = `${text}}`;
  return (run, source, path) => {
    let object = '';
    for (let index = 0; index < writers.length; index++) {
      object += before[index]! + writers[index]!(run, source, path);
    }
    return object + end;
  };
}
