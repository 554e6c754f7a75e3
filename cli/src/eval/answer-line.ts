import { decodeJson } from '@millrace/value'
import { answerCase } from './answer.ts'
import type { Answer } from './answer.ts'
import { isMap } from './input.ts'
import { writeOutput } from './write-output.ts'

/** A line of JSONL with a case → the line with its answer, and whether the line was a case at all. */
export function answerLine(line: string): { readonly text: string; readonly isCase: boolean } {
  const read = readCase(line)
  if (typeof read === 'string') return { text: lineOf('', failed(read)), isCase: false }
  const { id, lang, input } = read
  const answer = answerCase(lang, input)
  try {
    return { text: lineOf(id, answer), isCase: true }
  } catch (error) {
    // Too large, or nests too deeply to be written.
    return { text: lineOf(id, failed(`the output cannot be written: ${String(error)}`, 'run')), isCase: true }
  }
}

/** The answer to a line that is not read at all. */
export function unreadLine(message: string): string {
  return lineOf('', failed(message))
}

interface Case {
  readonly id: string
  readonly lang: string
  readonly input: Readonly<Record<string, unknown>>
}

function readCase(line: string): Case | string {
  try {
    const value: unknown = decodeJson(line)
    if (!isMap(value)) return 'the line is not a JSON object'
    const { id, lang, input } = value
    if (typeof id !== 'string') return 'the line has no "id" that is a text'
    if (typeof lang !== 'string') return 'the line has no "lang" that is a text'
    return isMap(input) ? { id, lang, input } : 'the line has no "input" that is an object'
  } catch (error) {
    return `the line is not JSON: ${error instanceof Error ? error.message : String(error)}`
  }
}

function failed(message: string, stage: 'compile' | 'run' = 'compile'): Answer {
  return { error: { stage, message } }
}

function lineOf(id: string, answer: Answer): string {
  const [name, value] = 'output' in answer ? ['output', answer.output] : ['error', answer.error]
  return `{"id":${JSON.stringify(id)},"${name}":${writeOutput(value)}}\n`
}
