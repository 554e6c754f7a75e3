import type { Env } from '../run-cli.ts'

/** Colours of a terminal; each leaves the text as it is where there is none. */
export interface Paint {
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly warn: (text: string) => string
  readonly dim: (text: string) => string
  readonly strong: (text: string) => string
}

const plain = (text: string): string => text
const none: Paint = { good: plain, bad: plain, warn: plain, dim: plain, strong: plain }
const in16 = (code: number, end: number) => (text: string) =>
  text === '' ? '' : `\u001b[${code}m${text}\u001b[${end}m`
const colours: Paint = {
  good: in16(32, 39),
  bad: in16(31, 39),
  warn: in16(33, 39),
  dim: in16(2, 22),
  strong: in16(1, 22),
}

/** Colours only on a terminal, and not where `NO_COLOR` is set or the terminal is dumb. */
export function paintFor(stream: { readonly isTTY?: boolean }, env: Env): Paint {
  const isWanted = stream.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb'
  return isWanted ? colours : none
}
