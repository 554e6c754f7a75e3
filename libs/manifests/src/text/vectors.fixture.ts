import { existsSync, readFileSync } from 'node:fs'

/** Where cases with the original's own answers lie, beside the repository. They are not part of it. */
const folder = new URL('../../../../../shared/vectors/', import.meta.url)

export interface Vector {
  readonly id: string
  readonly input: Readonly<Record<string, unknown>>
  readonly error?: { readonly stage: string; readonly message: string }
}

/** The cases of one set; none, with a loud word, when the folder is absent. */
export function vectors(name: string): readonly Vector[] {
  const file = new URL(`${name}.jsonl`, folder)
  if (!existsSync(file)) {
    console.warn(`SKIPPED: no vectors at ${file.pathname}`)
    return []
  }
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Vector)
}
