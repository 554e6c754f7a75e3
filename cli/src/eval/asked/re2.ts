import { compile } from '@millrace/re2'
import { CliError } from '../../cli-error.ts'
import { found } from '../adapters/re2.ts'
import type { Ask } from '../question.ts'

export const askRe2: Ask = ({ text, options }) => {
  if (options.text === undefined) throw new CliError('give the text to search in with --text')
  return JSON.stringify(found(compile(text), options.text))
}
