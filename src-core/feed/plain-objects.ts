/**
 * A constructor of plain objects, which nobody can tell from literals: their prototype is `Object.prototype`.
 *
 * For objects that are made by the million. V8 watches what becomes of the objects of a literal: when it collects garbage
 * while they are young, as it may at the start of a run, it takes them for long-lived, makes all later ones in old memory,
 * and keeps alive what they refer to: a replay then takes four times as long to its end. What a constructor makes it does
 * not watch.
 */
export function plainObjectsBy<Made extends object, Arguments extends unknown[]>(
  fill: (this: Made, ...given: Arguments) => void,
): new (...given: Arguments) => Made {
  fill.prototype = Object.prototype;
  return fill as unknown as new (...given: Arguments) => Made;
}
