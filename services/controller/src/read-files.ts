import { checkTexts, sensorLanguages } from '@millrace/languages'
import { readManifests, type Problem, type ReadObject } from '@millrace/manifests'
import { readFile } from 'node:fs/promises'
import { fileProblem } from './file-problem.ts'
import type { Found, FoundFile } from './find-manifests.ts'

/** What all files together say. */
export interface Reading {
  /** The objects of our kinds, usable or not, in order of file and place. */
  readonly objects: readonly ReadObject[]
  /** Every problem of the files, those of the objects included. */
  readonly problems: readonly Problem[]
  /** Objects with an expression, template, pattern or script that does not compile; `problems` says which and where. */
  readonly unsound: ReadonlySet<ReadObject>
  /** Files that may hold objects that could not be told. */
  readonly blind: ReadonlySet<string>
  /** False when files may be there that were not found. */
  readonly isWhole: boolean
}

export interface ReadBounds {
  readonly fileBytesMax: number
  readonly defaultNamespace: string
}

interface FileReading {
  readonly version: string
  readonly objects: readonly ReadObject[]
  readonly problems: readonly Problem[]
  readonly unsound: readonly ReadObject[]
  readonly isBlind: boolean
}

/** An object whose name is wrong may be one that is in force under its right name. */
function isAboutName({ severity, path }: Problem): boolean {
  return severity === 'error' && path.startsWith('metadata')
}

/** Reads manifest files, each again only when it changed. */
export class ManifestFiles {
  readonly #bounds: ReadBounds
  readonly #languages = sensorLanguages()
  #known = new Map<string, FileReading>()

  constructor(bounds: ReadBounds) {
    this.#bounds = bounds
  }

  /** Whether the files are those, in those versions, that were read last. */
  isKnown({ files }: Found): boolean {
    const { size } = this.#known
    return size === files.length && files.every(({ path, version }) => this.#known.get(path)?.version === version)
  }

  async read({ files, problems, isWhole }: Found): Promise<Reading> {
    const next = new Map<string, FileReading>()
    for (const file of files) {
      const known = this.#known.get(file.path)
      next.set(file.path, known?.version === file.version ? known : await this.#readFile(file))
    }
    this.#known = next
    const readings = [...next]
    return {
      objects: readings.flatMap(([, reading]) => reading.objects),
      problems: [...problems, ...readings.flatMap(([, reading]) => reading.problems)],
      unsound: new Set(readings.flatMap(([, reading]) => reading.unsound)),
      blind: new Set(readings.flatMap(([path, { isBlind }]) => (isBlind ? [path] : []))),
      isWhole,
    }
  }

  async #readFile({ path, bytes, version }: FoundFile): Promise<FileReading> {
    const { fileBytesMax, defaultNamespace } = this.#bounds
    if (bytes > fileBytesMax) {
      return unread(version, fileProblem(path, `${bytes} bytes, of ${fileBytesMax} at most: not read`))
    }
    let text: string
    try {
      text = await readFile(path, 'utf8')
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
      // Without a version: it is tried again at the next look.
      return unread('', fileProblem(path, `cannot be read (${code})`))
    }
    const { objects, problems } = readManifests(text, path, { defaultNamespace })
    const own = new Set(objects.flatMap((object) => object.problems))
    const isBlind =
      problems.some((problem) => problem.severity === 'error' && !own.has(problem)) ||
      objects.some(({ name, problems: its }) => name === '' || its.some(isAboutName))
    const faults = objects.map((object) => checkTexts(object, this.#languages, text))
    const unsound = objects.filter((_, nth) => (faults[nth] ?? []).length > 0)
    return { version, objects, problems: [...problems, ...faults.flat()], unsound, isBlind }
  }
}

function unread(version: string, problem: Problem): FileReading {
  return { version, objects: [], problems: [problem], unsound: [], isBlind: true }
}
