import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { decodeJson } from '@millrace/value'
import { CliError } from '../cli-error.ts'

/** Bytes of a document at most. */
const bytesMax = 64 * 1024 * 1024

/** The text that an option means: the JSON itself, the name of a file, or `-` for standard input. */
export async function givenText(option: string): Promise<string> {
  if (/^\s*(?:[[{"]|-?\d|true\b|false\b|null\b)/.test(option) && isJson(option)) return option
  if (option === '-') return (await buffer(process.stdin)).toString('utf8')
  try {
    const bytes = await readFile(option)
    if (bytes.length > bytesMax) throw new CliError(`${JSON.stringify(option)} is larger than ${bytesMax} bytes`)
    return bytes.toString('utf8')
  } catch (error) {
    if (error instanceof CliError) throw error
    throw new CliError(
      `${JSON.stringify(option)} is neither JSON nor a file that can be read; write the JSON in quotes, name a file, or - for standard input`,
    )
  }
}

/** The same as a value of JSON. */
export async function givenJson(option: string): Promise<unknown> {
  const text = await givenText(option)
  try {
    return decodeJson(text)
  } catch (error) {
    throw new CliError(`${shown(option)} is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function isJson(text: string): boolean {
  try {
    decodeJson(text)
    return true
  } catch {
    // It may still be a file whose name begins so; if there is none, the fault of the JSON is told.
    return text.trimStart().startsWith('{')
  }
}

function shown(option: string): string {
  return option.trimStart().startsWith('{') ? 'what was given' : JSON.stringify(option)
}
