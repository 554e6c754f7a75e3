import type { ResourceFilter } from '@millrace/manifests'
import { SourceFault } from '../source-fault.ts'

type Label = NonNullable<ResourceFilter['labels']>[number]

/** The manifest's labels as the API takes them: `a=b,c in (d,e),!f`. Undefined where there are none. Throws `SourceFault`. */
export function labelSelector(labels: readonly Label[] | undefined): string | undefined {
  if (labels === undefined || labels.length === 0) return undefined
  return labels.map(requirement).join(',')
}

function requirement({ key, operation = '=', value = '' }: Label): string {
  switch (operation) {
    case '=':
    case '==':
    case '!=':
      return `${key}${operation}${value}`
    case 'in':
    case 'notin':
      return `${key} ${operation} (${value})`
    case 'exists':
    case '!':
      if (value !== '') throw new SourceFault('settings-invalid', `label ${key}: ${operation} takes no value`)
      return operation === '!' ? `!${key}` : key
    case 'gt':
    case 'lt':
      return `${key}${operation === 'gt' ? '>' : '<'}${value}`
    default:
      return operation satisfies never
  }
}
