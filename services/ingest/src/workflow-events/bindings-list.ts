import type { WorkflowEventBinding } from '@millrace/manifests'

interface Listed {
  readonly metadata: object
  readonly items: readonly Readonly<Record<string, unknown>>[]
}

/**
 * A list of bindings as the original's gateway writes it: without apiVersion and kind, `submit.metadata` always there, and
 * `null` where nothing is in it.
 */
export function bindingsListJson({ metadata, items }: Listed): string {
  const shown = items.map((item) => {
    const told = Object.entries(item).filter(([name]) => name !== 'apiVersion' && name !== 'kind')
    return { ...Object.fromEntries(told), spec: specOf(item['spec']) }
  })
  return JSON.stringify({ metadata, items: shown.length === 0 ? null : shown })
}

function specOf(spec: unknown): unknown {
  if (!isRecord(spec) || !isRecord(spec['submit'])) return spec
  return { ...spec, submit: { ...spec['submit'], metadata: spec['submit']['metadata'] ?? {} } }
}

/** Bindings from manifests, where there is no cluster to ask. An empty namespace: of all. */
export function listedOf(bindings: readonly WorkflowEventBinding[], namespace: string): Listed {
  const items = bindings
    .filter(({ metadata }) => namespace === '' || metadata.namespace === namespace)
    .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
  return { metadata: { resourceVersion: '0' }, items: items.map((binding) => ({ ...binding })) }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
