/** Names that the language, Node or a test asks any object for. */
const askedOfAnything = new Set([
  'then',
  'toJSON',
  'constructor',
  'prototype',
  'inspect',
  '$$typeof',
  'asymmetricMatch',
]);

/**
 * The same object, but a property that it does not have is an error: the double must not quietly agree to what it does
 * not do.
 */
export function strict<T extends object>(name: string, object: T): T {
  return new Proxy(object, {
    get: (target, property) => {
      if (typeof property === 'string' && !(property in target) && !askedOfAnything.has(property)) {
        throw new Error(`The double has no ${name}.${property}.`);
      }
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' && !/^class\b/.test(Function.prototype.toString.call(value))
        ? (value.bind(target) as unknown)
        : value;
    },
  });
}
