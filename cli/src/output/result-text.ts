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

/** The result that a word means. Throws CliError. */
export function resultNamed(word: string): Result {
  const wanted = word.toLowerCase().replaceAll(/[-_]/gu, ' ')
  for (const [result, name] of Object.entries(words)) {
    // The keys are the enumeration's own numbers.
    if (name === wanted) return Number(result) as Result
  }
  throw new CliError(`${JSON.stringify(word)} is no result; there are ${Object.values(words).slice(1).join(', ')}`, {
    exitCode: exitCodes.usage,
  })
}
