import { compileFilter, compileTransform } from '@millrace/lua'
import { CliError } from '../../cli-error.ts'
import type { Ask, Question } from '../question.ts'

export const askLuaTransform: Ask = (question) => compileTransform(question.text)(dataOf(question))

export const askLuaFilter: Ask = (question) => String(compileFilter(question.text)(dataOf(question)))

function dataOf({ json }: Question): string {
  if (json === undefined) throw new CliError("give the event's data with --data: JSON, a file, or - for standard input")
  return json
}
