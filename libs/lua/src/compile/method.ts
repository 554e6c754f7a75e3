import type { MethodNode } from '../parse/ast.ts'
import type { Frame } from '../run/frame.ts'
import { getIndex } from '../run/index.ts'
import { Table } from '../run/table.ts'
import type { Value } from '../value.ts'
import { operationAt } from './site.ts'

/** The method of an object that is known. */
export function compileMethod(node: MethodNode): (frame: Frame, object: Value) => Value {
  const { name } = node
  const site = operationAt(node.line)
  return (frame, object) => {
    if (object instanceof Table) {
      const method = object.getString(name)
      if (method !== undefined) return method
    } else if (typeof object === 'string') {
      const methods = frame.runtime.metatables.get('string')?.getString('__index')
      const method = methods instanceof Table ? methods.getString(name) : undefined
      if (method !== undefined) return method
    }
    frame.site = site
    return getIndex(frame.runtime, object, name)
  }
}
