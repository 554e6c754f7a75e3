import { isMap, isPair, isScalar, isSeq, parseAllDocuments, visit, type Document, type Pair } from 'yaml'
import { base } from './base.fixture.ts'

/** One thing wrong with a sound set of manifests. */
export interface Mutation {
  readonly name: string
  readonly text: string
}

/** Every value of the base, put wrong in every way that its kind allows: by a value of another kind, and by its absence. */
export function generatedMutations(): Mutation[] {
  return documents().flatMap((document, nth) =>
    fieldsOf(document).flatMap((path) => {
      const where = `${nth === 0 ? 'EventSource' : 'Sensor'} ${path.join('.')}`
      return wrongValues(document.getIn(path, true)).map(({ what, value }) => {
        const changed = documents()
        changed[nth]?.setIn(path, value)
        return { name: `${where} is ${what}`, text: changed.map(String).join('') }
      })
    }),
  )
}

function documents(): Document[] {
  return parseAllDocuments(base).filter((one): one is Document.Parsed => 'contents' in one)
}

function wrongValues(node: unknown): { what: string; value: unknown }[] {
  const list = { what: 'a list of lists', value: [[1], [2]] }
  const object = { what: 'an object of another kind', value: { nonsense: { deep: true } } }
  const text = { what: 'a text', value: 'nonsense' }
  if (isMap(node)) return [list, text, object]
  return isSeq(node) ? [text, object] : [list, object]
}

/** Paths of all fields, list elements among them. */
function fieldsOf(document: Document): (string | number)[][] {
  const paths: (string | number)[][] = []
  visit(document, {
    Pair(_, pair, ancestors) {
      paths.push(pathOf([...ancestors, pair]))
    },
  })
  return paths
}

function pathOf(ancestors: readonly unknown[]): (string | number)[] {
  const path: (string | number)[] = []
  for (const [nth, one] of ancestors.entries()) {
    const next = ancestors[nth + 1]
    if (isSeq(one)) path.push(one.items.indexOf(next))
    else if (isPair(one)) path.push(keyOf(one))
  }
  return path
}

function keyOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : String(key)
}

/** Which generated mutations are accepted, each with a warning or within what Kubernetes alone judges, and why. */
export const acceptedGenerated: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/ apiVersion is /u, 'an Argo kind of another version can mean nothing else'],
  [/^EventSource spec is an object/u, 'fields that nobody knows are passed over, as in the original'],
  [
    /\.(?:filters|transform|basicAuth|retryStrategy|policy|log) is an object/u,
    'fields that nobody knows are passed over, as in the original, and none of these must be there',
  ],
  [/data\.0\.value is a text$/u, 'a text in the place of a list of texts is read as a list of one'],
  [/\.resource is an object|\.resource\./u, 'an object of Kubernetes is judged by Kubernetes, its parameters applied'],
]
