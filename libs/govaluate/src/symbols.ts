import type { TokenKind } from './token.ts'

export type Symbol = keyof typeof levels

/** How tightly the operators between two operands bind; all of them associate to the left. */
const levels = {
  ',': 0,
  '?': 1,
  ':': 1,
  '??': 1,
  '||': 2,
  '&&': 3,
  '==': 4,
  '!=': 4,
  '>': 4,
  '>=': 4,
  '<': 4,
  '<=': 4,
  '=~': 4,
  '!~': 4,
  in: 4,
  '^': 5,
  '&': 5,
  '|': 5,
  '<<': 6,
  '>>': 6,
  '+': 7,
  '-': 7,
  '*': 8,
  '/': 8,
  '%': 8,
  '**': 9,
} as const

export const loosest = 0
export const tightest = 9

export const prefixes: ReadonlySet<string> = new Set(['-', '!', '~'])
export type Prefix = '-' | '!' | '~'

const kindsByLevel: readonly TokenKind[] = ['SEPARATOR', 'TERNARY', 'LOGICALOP', 'LOGICALOP', 'COMPARATOR']

/** The level of an operator; undefined for all else. */
export function levelOf(symbol: unknown): number | undefined {
  return typeof symbol === 'string' && Object.hasOwn(levels, symbol) ? levels[symbol as Symbol] : undefined
}

/** The kind of a symbol, but for the comma and `in`, which are not read as symbols. */
export function symbolKind(text: string): TokenKind | undefined {
  const level = text === ',' || text === 'in' ? undefined : levelOf(text)
  return level === undefined ? undefined : (kindsByLevel[level] ?? 'MODIFIER')
}
