import type { Problem, ProblemCode, Severity } from '../problem.ts'
import type { Position, Source } from '../read/source.ts'
import { formatPath, type Path } from './path.ts'

/** How many errors, and how many warnings, are listed for one object, so that a hopeless one does not print thousands. */
export const problemsPerObjectMax = 100

export interface Report {
  readonly severity: Severity
  readonly code: ProblemCode
  readonly path: Path
  readonly message: string
  readonly remedy?: string | undefined
  /** Point at the name of the field rather than at its value. */
  readonly atKey?: boolean
}

export interface Located extends Position {
  readonly path: string
}

/** Where a decoded object came from. */
export interface Place {
  readonly path: Path
  /** Where fields were found that did not stand in the object itself. */
  readonly moved?: ReadonlyMap<string, Path>
  /** A field was written but could not be read, so that it only seems to be absent. */
  readonly partial?: boolean
}

/** The reading of one object: collects its problems and remembers where each decoded part stood. */
export class Reading {
  readonly source: Source
  readonly #problems: Problem[] = []
  readonly #places = new WeakMap<object, Place>()
  #errors = 0
  #warnings = 0

  constructor(source: Source) {
    this.source = source
  }

  get problems(): readonly Problem[] {
    return this.#problems
  }

  get failed(): boolean {
    return this.#errors > 0
  }

  report(report: Report): void {
    const count = report.severity === 'error' ? ++this.#errors : ++this.#warnings
    if (count > problemsPerObjectMax) return
    const { severity, code, message, remedy } = report
    const at = this.locate(report.path, report.atKey === true ? 'key' : 'value')
    this.#problems.push({
      severity,
      code,
      file: this.source.file,
      line: at.line,
      column: at.column,
      path: at.path,
      message,
      ...(remedy === undefined ? {} : { remedy }),
    })
  }

  place(node: object, place: Place): void {
    this.#places.set(node, place)
  }

  /** Whether a field of a decoded object may have been written although it is absent. */
  isPartial(node: object): boolean {
    return this.#places.get(node)?.partial === true
  }

  /** The path of a field of a decoded object (or list), or of the object itself. */
  pathOf(node: object, fields: Path): Path {
    const place = this.#places.get(node)
    if (place === undefined) return fields
    const [first, ...rest] = fields
    const moved = typeof first === 'string' ? place.moved?.get(first) : undefined
    return moved === undefined ? [...place.path, ...fields] : [...moved, ...rest]
  }

  locate(path: Path, part: 'key' | 'value'): Located {
    return { ...this.source.position(path, part), path: formatPath(path) }
  }
}
