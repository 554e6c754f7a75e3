import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { JsonValue, TriggerParameter } from '@millrace/manifests'
import { goTemplateLanguage } from '@millrace/gotemplate'
import type { CompileProblem, Compiling } from '../compiled.ts'
import { vectorEvent } from '../vector-event.fixture.ts'
import type { VectorEvent } from '../vector-event.fixture.ts'
import { compileParameters } from './apply.ts'
import type { Applied } from './apply.ts'
import { compilePayload } from './payload.ts'
import { compileSource } from './source.ts'
import type { Events } from './source.ts'
import { compileResourceParameters, compileTemplateParameters } from './typed.ts'

interface Vector {
  readonly id: string
  readonly category: string
  readonly input: {
    readonly op: 'resolve' | 'payload' | 'apply' | 'resource' | 'template'
    readonly events: Readonly<Record<string, VectorEvent>>
    readonly parameters: readonly TriggerParameter[]
    readonly json?: string
    readonly object?: Readonly<Record<string, JsonValue>>
  }
  readonly output?: unknown
  readonly error?: { readonly message: string }
}

interface Answer {
  readonly problems: readonly CompileProblem[]
  /** Undefined: an error. */
  readonly run: () => unknown
}

const file = new URL('../../../../vectors/sensor-params/sensor-params.jsonl', import.meta.url)
const vectors = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Vector)

function answer({ op, parameters, json = '', object = {} }: Vector['input'], events: Events): Answer {
  switch (op) {
    case 'resolve': {
      const compiling: Compiling = { languages, problems: [] }
      const resolve = compileSource(parameters[0]?.src ?? { dependencyName: '' }, 'src', compiling)
      return { problems: compiling.problems, run: () => resolved(resolve(events)) }
    }
    case 'payload': {
      const payload = compilePayload(parameters, languages)
      return {
        problems: payload.problems,
        run: () => {
          const built = payload.build(events)
          return built.kind === 'error' ? undefined : { payload: built.text ?? null }
        },
      }
    }
    case 'apply': {
      const { apply, problems } = compileParameters(parameters, languages)
      return { problems, run: () => applied(apply(json, events), (text) => ({ json: text })) }
    }
    case 'resource': {
      const { apply, problems } = compileResourceParameters(parameters, languages)
      return {
        problems,
        run: () => applied(apply(object, events), (text) => ({ object: JSON.parse(text) as unknown })),
      }
    }
    case 'template': {
      const { apply, problems } = compileTemplateParameters(parameters, languages)
      return { problems, run: () => applied(apply(object, events), (text) => ({ template: withoutNulls(text) })) }
    }
    default:
      return op satisfies never
  }
}

function resolved(value: ReturnType<ReturnType<typeof compileSource>>): unknown {
  if (value.kind === 'error') return undefined
  return { value: value.kind === 'none' ? null : value.text }
}

function applied(result: Applied, output: (json: string) => unknown): unknown {
  return result.kind === 'error' ? undefined : output(result.json)
}

function withoutNulls(json: string): unknown {
  return JSON.parse(json, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null))
  })
}

const languages = { goTemplate: goTemplateLanguage() }

test('there are vectors', () => {
  expect(vectors.length).toBeGreaterThan(400)
})

test.each(vectors)('$category $id', ({ input, output, error }) => {
  const events = new Map(Object.entries(input.events).map(([name, event]) => [name, vectorEvent(event)]))
  const { problems, run } = answer(input, events)
  expect(problems.filter(({ code }) => code === 'language-missing')).toEqual([])
  // The original's process dies where a payload's dependency did not come; here the entry is left out.
  if (error?.message.startsWith('panic') === true) expect(run()).toHaveProperty('payload')
  else if (error !== undefined) expect(run()).toBeUndefined()
  else expect(run()).toEqual(input.op === 'template' ? JSON.parse(JSON.stringify(output)) : output)
})
