import { listAt, objectAt, textAt } from '@millrace/kube'
import type { JsonObject } from '@millrace/manifests'
import { templateOf } from './node-status.ts'

/** Picks nodes of a Workflow by their fields. */
export type NodeSelector = (node: JsonObject) => boolean

interface Term {
  readonly field: string
  readonly value: string
  readonly isEqual: boolean
}

/**
 * Reads a field selector of Kubernetes: `name=a,phase!=Failed`; `\` stands before `,`, `=` and itself. An empty one picks
 * everything. A text says what is wrong.
 */
export function nodeSelector(text: string): NodeSelector | string {
  const terms: Term[] = []
  for (const part of splitAt(text, ',')) {
    if (part === '') continue
    const term = termOf(part)
    if (term === undefined) return `${JSON.stringify(part)} is not FIELD=VALUE or FIELD!=VALUE`
    terms.push(term)
  }
  return (node) => {
    const fields = fieldsOf(node)
    return terms.every(({ field, value, isEqual }) => ((fields.get(field) ?? '') === value) === isEqual)
  }
}

function termOf(part: string): Term | undefined {
  for (const [operator, isEqual] of [
    ['!=', false],
    ['==', true],
    ['=', true],
  ] as const) {
    const at = part.indexOf(operator)
    if (at > 0 && !part.slice(0, at).endsWith('\\')) {
      return { field: part.slice(0, at), value: unescaped(part.slice(at + operator.length)), isEqual }
    }
  }
  return undefined
}

/** Splits where the separator is not behind a backslash. */
function splitAt(text: string, separator: string): string[] {
  const parts: string[] = []
  let from = 0
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === separator) {
      parts.push(text.slice(from, at))
      from = at + 1
    }
  }
  return [...parts, text.slice(from)]
}

const unescaped = (text: string): string => text.replaceAll(/\\(?<kept>[\\,=])/gu, '$<kept>')

/** What a selector can name. */
function fieldsOf(node: JsonObject): ReadonlyMap<string, string> {
  const fields = new Map([
    ['displayName', textAt(node, 'displayName')],
    ['templateName', templateOf(node)],
    ['phase', textAt(node, 'phase')],
    ['name', textAt(node, 'name')],
    ['id', textAt(node, 'id')],
  ])
  const ref = objectAt(node, 'templateRef')
  for (const member of ['name', 'template']) {
    if (textAt(ref, member) !== '') fields.set(`templateRef.${member}`, textAt(ref, member))
  }
  for (const parameter of listAt(node, 'inputs', 'parameters')) {
    fields.set(`inputs.parameters.${textAt(parameter, 'name')}.value`, textAt(parameter, 'value'))
  }
  return fields
}
