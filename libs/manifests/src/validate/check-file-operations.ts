import type { Check } from './check.ts'

const operations = ['CREATE', 'WRITE', 'REMOVE', 'RENAME', 'CHMOD', 'MOVE']

/** Warns of operations that never occur. Several are joined by `|`. */
export function checkFileOperations(node: object, field: string, value: string, check: Check): void {
  const unknown = value.split('|').filter((operation) => !operations.includes(operation))
  if (unknown.length === 0) return
  const message = `${unknown.join(', ')} never occurs; known are ${operations.join(', ')}`
  check.warning('invalid', node, [field], message)
}
