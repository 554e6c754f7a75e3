import { get, toStr } from '@millrace/gjson'
import { remove, setRaw } from '@millrace/sjson'
import { CliError } from '../../cli-error.ts'
import type { Ask, Question } from '../question.ts'

export const askGjson: Ask = (question) => {
  const found = get(documentOf(question), question.text)
  if (!found.exists) throw new CliError(`nothing is at ${JSON.stringify(question.text)}`)
  return found.type === 'String' ? JSON.stringify(toStr(found)) : found.raw
}

export const askSjson: Ask = (question) => {
  const { text, options, json } = question
  if (options.delete === true) return remove(documentOf(question), text)
  if (options.value === undefined) throw new CliError('give what to set with --value, as JSON, or --delete')
  return setRaw(json, text, options.value)
}

function documentOf({ json }: Question): string {
  if (json === undefined) throw new CliError('give the document with --data: JSON, a file, or - for standard input')
  return json
}
