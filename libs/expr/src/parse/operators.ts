/** How tightly a binary operator binds. */
export const binaryPrecedence: ReadonlyMap<string, number> = new Map([
  ['|', 0],
  ['or', 10],
  ['||', 10],
  ['and', 15],
  ['&&', 15],
  ['==', 20],
  ['!=', 20],
  ['<', 20],
  ['>', 20],
  ['>=', 20],
  ['<=', 20],
  ['in', 20],
  ['matches', 20],
  ['contains', 20],
  ['startsWith', 20],
  ['endsWith', 20],
  ['..', 25],
  ['+', 30],
  ['-', 30],
  ['*', 60],
  ['/', 60],
  ['%', 60],
  ['**', 100],
  ['^', 100],
  ['??', 500],
])

export const unaryPrecedence: ReadonlyMap<string, number> = new Map([
  ['not', 50],
  ['!', 50],
  ['-', 90],
  ['+', 90],
])

export const isRightAssociative = (operator: string): boolean => operator === '**' || operator === '^'
export const isBoolean = (operator: string): boolean => ['and', 'or', '&&', '||'].includes(operator)
export const isComparison = (operator: string): boolean => ['<', '>', '>=', '<='].includes(operator)
/** The operators that may stand after `not`. */
export const isNegatable = (operator: string): boolean => {
  return ['contains', 'matches', 'startsWith', 'endsWith', 'in'].includes(operator)
}
