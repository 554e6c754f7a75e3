/** The original whose answers this package gives. */
export const original = 'itchyny/gojq v0.12.19'
