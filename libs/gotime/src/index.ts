/** The original whose answers this package gives. */
export const original = 'Go time'
