import { CliError } from '../cli-error.ts'

/** Takes the exit code of a command. */
export type SetCode = (code: number) => void

export const stateHelp = 'folder that keeps streams and ledger between runs'
export const stateDefault = '.millrace'

/** A number from 1. Throws CliError. */
export function positive(text: string): number {
  if (/^\d{1,9}$/u.test(text) && Number(text) > 0) return Number(text)
  throw new CliError(`${JSON.stringify(text)} is no number that fits here; give one from 1`)
}

/** Gathers the values of an option that may be given again. */
export function collect(one: string, before: readonly string[]): readonly string[] {
  return [...before, one]
}
