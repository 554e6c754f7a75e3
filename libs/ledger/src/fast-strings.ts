/** V8 takes no notice of the first reads at a place. */
const readsMin = 1_000

/**
 * Gives strings their speed back after a library has made a class that extends `String`, as `ioredis` does: V8 keeps
 * `String.prototype` as a dictionary from then on, and every `text.length` and `text.charCodeAt(i)` of the process looks
 * its property up in it, which makes reading a text by characters some five times slower. V8 makes a prototype fast
 * again when a property is read through an object that has it, more than once at one place in the code; strings
 * themselves are no objects and never cause that.
 */
export function makeStringsFast(): void {
  const text = Object.create(String.prototype) as string
  for (let times = 0; times < readsMin; times += 1) void text.at
}
