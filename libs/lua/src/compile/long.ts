/** To look at strings that are longer takes steps of its own. */
export const longMin = 256
