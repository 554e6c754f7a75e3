import { CliError } from '../cli-error.ts'
import { answerCase } from '../eval/answer.ts'
import { adapters } from '../eval/adapters/index.ts'
import { asks } from '../eval/asked/index.ts'
import { givenJson, givenText } from '../eval/given.ts'
import { isMap } from '../eval/input.ts'
import { answerLines } from '../eval/jsonl.ts'
import { writeOutput } from '../eval/write-output.ts'
import { showFault } from '../eval/show-fault.ts'
import type { QuestionOptions } from '../eval/question.ts'
import type { Env } from '../run-cli.ts'

/** What `eval` is told. */
export interface EvalFlags extends QuestionOptions {
  readonly lang: string
  readonly jsonl?: true
  readonly env?: string
  readonly data?: string
  readonly input?: string
}

/** Evaluates one text of a language, or with `jsonl` cases from standard input. Exit code 1 when it fails. */
export async function evaluate(text: string | undefined, flags: EvalFlags, env: Env): Promise<number> {
  if (flags.jsonl === true) return evaluateLines(text)
  if (flags.input !== undefined) return evaluateInput(flags.lang, flags.input)
  if (text === undefined)
    throw new CliError('give what to evaluate, or --jsonl; --help has an example of each language')
  return evaluateOne(text, flags, env)
}

async function evaluateLines(text: string | undefined): Promise<number> {
  if (text !== undefined) throw new CliError('--jsonl reads standard input and takes no expression')
  const strays = await answerLines(process.stdin, process.stdout)
  if (strays === 0) return 0
  process.stderr.write(`millrace: ${strays} lines were no cases; each needs "id", "lang" and "input"\n`)
  return 1
}

async function evaluateInput(lang: string, option: string): Promise<number> {
  const input = await givenJson(option)
  if (!isMap(input)) throw new CliError('--input must be a JSON object')
  const answer = answerCase(lang, input)
  if ('output' in answer) {
    process.stdout.write(`${writeOutput(answer.output)}\n`)
    return 0
  }
  process.stderr.write(`millrace: ${answer.error.message}\n`)
  return 1
}

async function evaluateOne(text: string, flags: EvalFlags, env: Env): Promise<number> {
  const { lang } = flags
  const ask = asks.get(lang)
  if (ask === undefined) {
    if (adapters.has(lang)) throw new CliError(`${lang} takes its whole input as JSON: --input '{…}', or a file`)
    throw new CliError(`there is no language ${JSON.stringify(lang)}; there are ${[...asks.keys()].join(', ')}`)
  }
  const given = flags.env ?? flags.data
  const json = given === undefined ? undefined : await givenText(given)
  const data = given === undefined || json === undefined ? undefined : await givenJson(json)
  try {
    process.stdout.write(`${ask({ text, data, json, options: flags, env })}\n`)
    return 0
  } catch (error) {
    if (error instanceof CliError) throw error
    process.stderr.write(`millrace: ${lang}: ${showFault(text, error)}\n`)
    return 1
  }
}
