import { DecisionKind, type Result } from '@millrace/protocol/road'
import { CliError, exitCodes } from '../cli-error.ts'
import { findResult, resultNames } from './result-text.ts'

/** What becomes of an event that fires nothing at a trigger. */
const decisionWords: Readonly<Record<string, DecisionKind>> = {
  filtered: DecisionKind.FILTERED,
  waiting: DecisionKind.WAITING,
  duplicate: DecisionKind.DUPLICATE,
  failed: DecisionKind.FAILED,
  unheard: DecisionKind.UNHEARD,
}

/** What an event came to at a trigger, of a word: a result of an invocation, or why there was none. Throws CliError. */
export function endNamed(word: string): { readonly results: Result[]; readonly decisions: DecisionKind[] } {
  const decision = decisionWords[word.toLowerCase()]
  if (decision !== undefined) return { results: [], decisions: [decision] }
  const result = findResult(word)
  if (result !== undefined) return { results: [result], decisions: [] }
  const known = [...resultNames, ...Object.keys(decisionWords)].join(', ')
  throw new CliError(`${JSON.stringify(word)} is nothing that events come to; there are ${known}`, {
    exitCode: exitCodes.usage,
  })
}
