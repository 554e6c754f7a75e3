/** The original whose answers this package gives. */
export const original = 'Knetic/govaluate 9aa49832a739'
