import { EvalFault } from './adapter.ts'
import type { Adapter, Input, Stage } from './adapter.ts'
import { adapters } from './adapters/index.ts'

/** What a case gives: never both. */
export type Answer =
  | { readonly output: unknown }
  | { readonly error: { readonly stage: Stage; readonly message: string } }

/** Answers one case. Never throws: whatever goes wrong is the case's error. */
export function answerCase(lang: string, input: Input): Answer {
  const adapter = adapters.get(lang)
  if (adapter === undefined) return unknownLanguage(lang)
  return answerWith(adapter, input)
}

export function answerWith(adapter: Adapter, input: Input): Answer {
  try {
    return { output: adapter(input) }
  } catch (error) {
    return { error: errorOf(error) }
  }
}

function unknownLanguage(lang: string): Answer {
  const message = `there is no language ${JSON.stringify(lang)}; there are ${[...adapters.keys()].join(', ')}`
  return { error: { stage: 'compile', message } }
}

function errorOf(error: unknown): { stage: Stage; message: string } {
  const message = (error instanceof Error ? error.message : String(error)).toWellFormed()
  return { stage: error instanceof EvalFault ? error.stage : 'run', message }
}
