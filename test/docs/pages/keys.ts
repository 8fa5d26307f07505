import type { z } from 'zod';

/** A key that a schema takes: by its path, what it is by itself. */
export interface Key {
  readonly path: string;
  /** As a page prints it; `required` and `absent` where there is none. */
  readonly byItself: string;
}

/**
 * Every key that a schema takes, sections only where they may be absent. Items of a list have `[]` in their path, and lists of
 * plain values none. Of a union all that any of its shapes takes; a key that not all of them have counts once.
 */
export function keysOf(schema: z.core.$ZodType, path = ''): Key[] {
  return distinct(walk(schema, path, undefined));
}

function walk(schema: z.core.$ZodType, path: string, byItself: string | undefined): Key[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'optional':
      return walk(def.innerType, path, 'absent');
    case 'default':
      return walk(def.innerType, path, textOf(def.defaultValue));
    case 'prefault':
      return walk(def.innerType, path, 'prefault');
    case 'pipe':
      return walk(def.in, path, byItself);
    case 'object':
      return [
        ...(path === '' || byItself === 'prefault' ? [] : [{ path, byItself: byItself ?? 'required' }]),
        ...Object.entries(def.shape).flatMap(([key, value]) =>
          walk(value, path === '' ? key : `${path}.${key}`, undefined),
        ),
      ];
    case 'union':
      return def.options.flatMap((option) => walk(option, path, byItself));
    case 'array':
      return [
        { path, byItself: byItself ?? 'required' },
        ...walk(def.element, `${path}[]`, undefined).filter((key) => key.path !== `${path}[]`),
      ];
    default:
      return path === '' ? [] : [{ path, byItself: byItself ?? 'required' }];
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const distinct = (keys: readonly Key[]): Key[] => [...new Map(keys.map((key) => [key.path, key])).values()];
