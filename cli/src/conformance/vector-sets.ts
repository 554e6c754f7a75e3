import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder with the originals' answers, a folder a set. */
export const vectorsFolder = fileURLToPath(new URL('../../../vectors', import.meta.url))

/** A line of a file of vectors. */
export interface Vector {
  readonly id: string
  readonly lang: string
  readonly input: Readonly<Record<string, unknown>>
  readonly error?: { readonly stage: string }
  /** The line as it stands, from which the output is compared digit by digit. */
  readonly line: string
}

export interface VectorSet {
  /** Such as `gjson`; the folder's name. */
  readonly name: string
  readonly vectors: readonly Vector[]
}

/** Every vector below the folder: no file is left out. */
export function readVectorSets(folder = vectorsFolder): readonly VectorSet[] {
  const sets = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return sets.map(({ name }) => ({
    name,
    vectors: readdirSync(join(folder, name))
      .filter((file) => file.endsWith('.jsonl'))
      .flatMap((file) => readVectors(join(folder, name, file))),
  }))
}

function readVectors(file: string): readonly Vector[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ ...(JSON.parse(line) as Omit<Vector, 'line'>), line }))
}
