import type { ContainerType } from 'type-graphql';

/** Finds the resolver instances that the composition root has built; type-graphql asks by class. */
export function createContainer(instances: readonly object[]): ContainerType {
  const byClass = new Map<unknown, object>(instances.map((instance) => [instance.constructor, instance]));
  return {
    get(resolverClass) {
      const instance = byClass.get(resolverClass);
      if (instance === undefined) throw new TypeError(`no instance of ${String(resolverClass.name)} was built`);
      return instance;
    },
  };
}
