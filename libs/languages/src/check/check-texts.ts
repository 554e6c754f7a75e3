import { ANNOTATIONS, embeddedTexts, settingsOf } from '@millrace/manifests'
import type { Located, Manifest, Problem, ReadObject } from '@millrace/manifests'
import type { Languages } from '@millrace/sensor'
import { compileFault } from './compile-fault.ts'
import type { TextFault } from './compile-fault.ts'
import { placeInFile } from './place-in-file.ts'

/** What the texts of one object are called in problems. */
const titles: Readonly<Record<string, string>> = {
  'binding-event': 'expression',
  'binding-metadata': 'expression',
  expr: 'expression',
  gotemplate: 'template',
  govaluate: 'expression',
  jq: 'jq program',
  lua: 'script',
  re2: 'pattern',
}

/**
 * Compiles every expression, template, pattern, program and script of an object, as it will be at work. Each that is wrong
 * is an error with its place in the file (`fileText`; without it, the place of the field). Of a broken object, what could be
 * read of it.
 */
export function checkTexts(read: ReadObject, languages: Languages, fileText?: string): readonly Problem[] {
  const object = read.object ?? read.draft
  if (object === undefined) return []
  const lines = fileText?.split('\n') ?? []
  const problems = embeddedTexts(object).flatMap(({ language, text, node, fields }) => {
    const fault = compileFault(language, text, languages)
    if (fault === undefined) return []
    return [problemOf(fault, titles[language] ?? language, { read, at: read.locate(node, ...fields), lines })]
  })
  const { deliveryId } = settingsFor(object)
  const fault = deliveryId === undefined ? undefined : compileFault('expr', deliveryId, languages)
  if (fault === undefined) return problems
  const at = read.locate(object, 'metadata', 'annotations', ANNOTATIONS.deliveryId)
  return [...problems, problemOf(fault, 'expression', { read, at, lines })]
}

function settingsFor(object: Manifest): ReturnType<typeof settingsOf> {
  return object.kind === 'EventSource' ? settingsOf(object) : {}
}

interface Where {
  readonly read: ReadObject
  readonly at: Located
  readonly lines: readonly string[]
}

function problemOf(fault: TextFault, title: string, { read, at, lines }: Where): Problem {
  const { line = 1, column } = fault
  const inner = column === undefined ? undefined : { line, column }
  const isKnown = inner !== undefined && at.line > 0 && lines.length > 0
  const place = isKnown ? placeInFile(lines, at, inner) : at
  const isMoved = place.line !== at.line || place.column !== at.column
  const tail =
    inner === undefined || isMoved || (line === 1 && column === 1) ? '' : ` (line ${line}, column ${column} of it)`
  return {
    severity: 'error',
    code: 'invalid',
    file: read.file,
    line: place.line,
    column: place.column,
    path: at.path,
    message: `the ${title} does not compile: ${fault.message}${tail}`,
  }
}
