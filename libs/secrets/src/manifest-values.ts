import { parseAllDocuments, type Tags } from 'yaml'
import type { Kind } from './selector.ts'

/** A Secret or ConfigMap of a manifest file. */
export interface ManifestObject {
  readonly kind: Kind
  readonly namespace: string
  readonly name: string
  /** Value by key; undefined where the manifest has a value that the kind does not allow. */
  readonly values: ReadonlyMap<string, Buffer | undefined>
}

/** Whether a text can hold one of the kinds: spares the parsing of everything else. */
const mayHold = /\bkind["']?\s*:\s*["']?(?:Secret|ConfigMap|List)\b/u

/** Reads the Secrets and ConfigMaps of a YAML or JSON text, in order. Throws where it is not YAML. */
export function manifestObjects(text: string, namespaceDefault: string): readonly ManifestObject[] {
  if (!mayHold.test(text)) return []
  const documents = parseAllDocuments(text, {
    version: '1.1',
    merge: true,
    uniqueKeys: false,
    customTags: asKubernetes,
  })
  const objects: ManifestObject[] = []
  for (const document of documents) {
    // The parser's own words would quote the line, and the line may hold a secret.
    const [error] = document.errors
    if (error !== undefined) throw new SyntaxError(`not YAML: ${error.code} at line ${error.linePos?.[0].line ?? 0}`)
    const value: unknown = document.toJS()
    const items =
      isRecord(value) && value['kind'] === 'List' && Array.isArray(value['items']) ? value['items'] : [value]
    for (const item of items) {
      const object = manifestObject(item, namespaceDefault)
      if (object !== undefined) objects.push(object)
    }
  }
  return objects
}

/** Kubernetes reads YAML 1.1 without times, base 60 and the tags that JSON has no word for. */
const asKubernetes = (tags: Tags): Tags =>
  tags.filter((tag) => {
    if (typeof tag === 'string')
      return !['timestamp', 'binary', 'set', 'omap', 'pairs', 'intTime', 'floatTime'].includes(tag)
    return tag.format !== 'TIME' && !/:(?:timestamp|binary|set|omap|pairs)$/u.test(tag.tag)
  })

function manifestObject(value: unknown, namespaceDefault: string): ManifestObject | undefined {
  if (!isRecord(value) || value['apiVersion'] !== 'v1' || !isRecord(value['metadata'])) return undefined
  const { kind } = value
  const { name, namespace } = value['metadata']
  if ((kind !== 'Secret' && kind !== 'ConfigMap') || typeof name !== 'string') return undefined
  const values = new Map<string, Buffer | undefined>()
  // Kubernetes: stringData wins over data; a ConfigMap has text in data and bytes in binaryData.
  const [plain, encoded] = kind === 'Secret' ? ['stringData', 'data'] : ['data', 'binaryData']
  for (const [key, text] of entries(value[encoded])) values.set(key, fromBase64(text))
  for (const [key, text] of entries(value[plain]))
    values.set(key, typeof text === 'string' ? Buffer.from(text) : undefined)
  return { kind, namespace: typeof namespace === 'string' ? namespace : namespaceDefault, name, values }
}

function fromBase64(value: unknown): Buffer | undefined {
  if (typeof value !== 'string') return undefined
  const text = value.replaceAll(/\s/gu, '')
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/u.test(text)) return undefined
  return Buffer.from(text, 'base64')
}

const entries = (value: unknown): readonly [string, unknown][] => (isRecord(value) ? Object.entries(value) : [])

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
