/** The kinds of outside systems that there are clients of. */
export const systems: readonly string[] = []
