import { randomBytes } from 'node:crypto'
import { GoTemplateError, execute, parse } from '@millrace/gotemplate'
import type { World } from '@millrace/gotemplate'
import { fullCrypto } from '@millrace/language-host'
import { EvalFault, at } from '../adapter.ts'
import type { Input } from '../adapter.ts'
import { map, text } from '../input.ts'
import { templateData } from './template-data.ts'

/** A vector's world: the clock, randomness, and an environment in which nothing is set. */
export const vectorWorld: World = {
  nowMs: () => Date.now(),
  randomBytes: (count) => randomBytes(count),
  environment: () => '',
  crypto: fullCrypto,
}

/** `{template, data}`, the data being the dot → `{text}`. */
export function evalGoTemplate(input: Input): unknown {
  return { text: rendered(text(input, 'template'), templateData(map(input, 'data')), vectorWorld) }
}

/** Renders a template: its parse is `compile`, its execution `run`. */
export function rendered(source: string, dot: unknown, world: World): string {
  try {
    return execute(parse(source, { name: 't', world }), dot)
  } catch (error) {
    if (!(error instanceof GoTemplateError)) throw error
    throw new EvalFault(error.stage === 'parse' ? 'compile' : 'run', error.message, { cause: error })
  }
}

/** Templates of sensors have what they are given under `.Input`. */
export function renderedInput(source: string, value: unknown, world: World): string {
  return rendered(source, { Input: at('compile', () => templateData(value)) }, world)
}
