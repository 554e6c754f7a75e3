/** UTF-16 units of an expression. */
export const sourceMax = 100_000
/** Parentheses open at once, and accessors with arguments. */
export const depthMax = 200
/** How deep a value may nest where it is printed. */
export const printDepthMax = 1000

/**
 * How much one run may do: operations, list items and members looked at, and 64 units of text that a pattern is
 * matched with, that are joined or printed.
 */
export const stepsMax = 1_000_000
export const textPerStep = 64
