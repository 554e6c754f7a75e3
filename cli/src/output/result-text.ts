import { Result } from '@millrace/protocol/road'
import { CliError, exitCodes } from '../cli-error.ts'

const words: Readonly<Record<Result, string>> = {
  [Result.UNSPECIFIED]: 'unknown',
  [Result.SUCCEEDED]: 'succeeded',
  [Result.RETRYING]: 'retrying',
  [Result.DEAD]: 'dead',
  [Result.UNCERTAIN]: 'uncertain',
  [Result.CLAIM_LOST]: 'claim lost',
  [Result.LIMITED]: 'limited',
  [Result.PAUSED]: 'paused',
  [Result.PUT_OFF]: 'put off',
}

/** What became of a try, in a word. */
export const resultText = (result: Result): string => words[result] ?? 'unknown'

export const resultNames: readonly string[] = Object.values(words).slice(1)

/** The result that a word means; undefined: none. */
export function findResult(word: string): Result | undefined {
  const wanted = word.toLowerCase().replaceAll(/[-_]/gu, ' ')
  const found = Object.entries(words).find(([, name]) => name === wanted)
  // The keys are the enumeration's own numbers.
  return found === undefined ? undefined : (Number(found[0]) as Result)
}

/** The result that a word means. Throws CliError. */
export function resultNamed(word: string): Result {
  const result = findResult(word)
  if (result !== undefined) return result
  throw new CliError(`${JSON.stringify(word)} is no result; there are ${resultNames.join(', ')}`, {
    exitCode: exitCodes.usage,
  })
}
