import { compareProblems, type Problem } from '../problem.ts'
import { isJsonObject, member, type JsonValue } from '../schema/json.ts'
import type { Path } from '../schema/path.ts'
import { jsonOf } from './json-of.ts'
import { readObject, type ReadObject, type ReadOptions } from './read-object.ts'
import { remarksOn } from './remarks.ts'
import { withoutText, type Position, type Source } from './source.ts'
import { parseDocuments, type YamlDocument } from './yaml-documents.ts'
import { offsetOf, writtenAt } from './yaml-tree.ts'

/** Everything that a text holds. */
export interface ReadResult {
  /** The objects of our kinds, usable or not, in the order of the text. */
  readonly objects: readonly ReadObject[]
  /** Every problem of the text, those of the objects included, in the order of the text. */
  readonly problems: readonly Problem[]
}

/** How deep lists may contain lists. */
const listDepthMax = 3

/**
 * Reads the manifests of a YAML or JSON text: any number of documents, each an object or a List. It never throws; what
 * is wrong is in the problems, and one broken object does not hide the others.
 */
export function readManifests(text: string, file: string, options: ReadOptions = {}): ReadResult {
  const { documents, faults, positionOf } = parseDocuments(text)
  const objects: ReadObject[] = []
  const problems: Problem[] = faults.map((fault) => ({ ...fault, file, path: '' }))
  for (const document of documents) {
    const reading = jsonOf(document)
    if (reading.kind === 'fault') {
      const { code, message, offset } = reading
      problems.push({ severity: 'error', code, message, file, path: '', ...positionOf(offset) })
      continue
    }
    for (const { code, message, path, offset } of remarksOn(document)) {
      problems.push({ severity: 'warning', code, message, file, path, ...positionOf(offset) })
    }
    if (reading.value === null) continue
    const found = readValue(reading.value, (base) => documentSource(file, document, positionOf, base), options)
    objects.push(...found.objects)
    problems.push(...found.problems)
  }
  return { objects, problems: problems.sort(compareProblems) }
}

/** Reads an object (or List) that is no text, such as one from an API server. `origin` stands where the file would. */
export function readManifest(value: unknown, origin: string, options: ReadOptions = {}): ReadResult {
  return readValue(value, () => withoutText(origin), options)
}

function readValue(value: unknown, sourceAt: (base: Path) => Source, options: ReadOptions): ReadResult {
  const objects: ReadObject[] = []
  const problems: Problem[] = []
  for (const { value: item, base } of itemsOf(value, [])) {
    const outcome = readObject(item, sourceAt(base), options)
    if (outcome.kind === 'object') objects.push(outcome.read)
    problems.push(...(outcome.kind === 'object' ? outcome.read.problems : outcome.problems))
  }
  return { objects, problems }
}

interface Item {
  readonly value: unknown
  readonly base: Path
}

/** The items of a `List`, or of an `EventSourceList` and the like, whose items may leave their kind out. */
function itemsOf(value: unknown, base: Path): readonly Item[] {
  if (!isJsonObject(value) || base.length >= 2 * listDepthMax) return [{ value, base }]
  const kind = member(value, 'kind')
  const items = member(value, 'items')
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) return [{ value, base }]
  const itemKind = kind.slice(0, -'List'.length)
  return items.flatMap((item: JsonValue, index) => {
    const isBare = isJsonObject(item) && itemKind !== '' && member(item, 'kind') === undefined
    const apiVersion = member(value, 'apiVersion') ?? ''
    return itemsOf(isBare ? { apiVersion, ...item, kind: itemKind } : item, [...base, 'items', index])
  })
}

function documentSource(
  file: string,
  document: YamlDocument,
  positionOf: (offset: number) => Position,
  base: Path,
): Source {
  return {
    file,
    position: (path, part) => positionOf(offsetOf(document, [...base, ...path], part)),
    written: (path) => writtenAt(document, [...base, ...path]),
  }
}
