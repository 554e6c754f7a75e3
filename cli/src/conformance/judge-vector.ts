import { answerLine } from '../eval/answer-line.ts'
import { sameOutput } from '../eval/same-output.ts'
import { isMap } from '../eval/input.ts'
import { decodeJson, encodeJson, type JsonValue } from '@millrace/value'
import type { Vector } from './vector-sets.ts'

/** What became of a vector; `given` is our answer where it is another than the original's. */
export type Judgement = { readonly kind: 'passed' } | { readonly kind: 'differs'; readonly given: string }

/** Answers a vector as `millrace eval --jsonl` does and compares with the original's answer. */
export function judgeVector(vector: Vector): Judgement {
  const given = answerLine(vector.line).text
  const answer = membersOf(given)
  const isSame =
    vector.error === undefined
      ? answer.output !== undefined && sameOutput(outputOf(vector), tidied(vector, answer.output))
      : answer.stage === vector.error.stage
  return isSame ? { kind: 'passed' } : { kind: 'differs', given: given.trimEnd().slice(0, 1_000) }
}

interface Members {
  /** As JSON with every digit. */
  readonly output: string | undefined
  readonly stage: string | undefined
}

function membersOf(line: string): Members {
  const value = decodeJson(line, { numbers: 'digits' })
  if (!isMap(value)) return { output: undefined, stage: undefined }
  const error = value['error']
  const named = isMap(error) ? error['stage'] : undefined
  const stage = typeof named === 'string' ? named : undefined
  return { output: Object.hasOwn(value, 'output') ? encodeJson(value['output'] as JsonValue) : undefined, stage }
}

function outputOf(vector: Vector): string {
  return tidied(vector, membersOf(vector.line).output ?? 'null')
}

/** A trigger template's members that are null are the same as absent ones. */
function tidied({ lang, input }: Vector, json: string): string {
  if (lang !== 'sensor-params' || input['op'] !== 'template') return json
  return encodeJson(withoutNulls(decodeJson(json, { numbers: 'digits' })) as JsonValue)
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isMap(value) || !isPlain(value)) return value
  const kept = Object.entries(value).filter(([, member]) => member !== null)
  return Object.fromEntries(kept.map(([name, member]) => [name, withoutNulls(member)]))
}

/** A number kept by its digits is an object too. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
