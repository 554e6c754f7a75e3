/** The original whose answers this package gives. */
export const original = 'yuin/gopher-lua v1.1.2'
