import { parseCron } from '@millrace/cron'
import { compile, run } from '@millrace/expr'
import type { PlainMap, Value } from '@millrace/expr'
import { compilePath } from '@millrace/gjson'
import { goTemplateLanguage } from '@millrace/gotemplate'
import { fromMs, utc } from '@millrace/gotime'
import { compile as compileGovaluate } from '@millrace/govaluate'
import { compileTransform } from '@millrace/jq'
import { sensorLanguages } from '@millrace/languages'
import { compile as compilePattern } from '@millrace/re2'
import { questions } from './questions.ts'

/** One thing that is measured: each call does it once, and throws when the answer is not what it should be. */
export interface Case {
  readonly name: string
  readonly title: string
  /** Operations a second that it must reach; undefined where there is no such target. */
  readonly target?: number
  /** The case that it must not be slower than. */
  readonly noSlowerThan?: string
  readonly run: () => void
}

const json = JSON.stringify(questions.document)
// What JSON.parse gives is a value of expressions as it is.
const env: PlainMap = { payload: JSON.parse(json) as Value }

/** The cases that this build can run. */
export function cases(): readonly Case[] {
  const lua = sensorLanguages().lua
  return [
    { name: 'expr', title: 'expr: a condition on a payload', target: 1_000_000, run: exprCase() },
    { name: 'gjson', title: 'gjson: a path of depth 4 in 10 KiB', noSlowerThan: 'parse', run: gjsonCase() },
    { name: 'parse', title: 'JSON.parse of these 10 KiB', run: () => must(JSON.parse(json) !== null) },
    { name: 'template', title: 'Go template: three fields', target: 200_000, run: templateCase() },
    { name: 'jq', title: 'jq: a transform of 10 KiB', run: jqCase() },
    ...(lua === undefined ? [] : [{ name: 'lua', title: 'Lua: a filter on 10 KiB', run: luaCase(lua.compileFilter) }]),
    { name: 'govaluate', title: 'govaluate: a condition on three fields', run: govaluateCase() },
    { name: 're2', title: 're2: a match', run: patternCase() },
    { name: 'cron', title: 'cron: the next time', run: cronCase() },
  ]
}

function exprCase(): () => void {
  const program = compile(questions.expr, { env })
  return () => must(run(program, env) === true)
}

function gjsonCase(): () => void {
  const look = compilePath(questions.gjson)
  return () => must(look(json).exists)
}

function templateCase(): () => void {
  const render = goTemplateLanguage().compile(questions.template)
  const { payload } = env
  return () => must(render(payload) !== '')
}

function jqCase(): () => void {
  const transform = compileTransform(questions.jq)
  return () => must(transform(json) !== '')
}

function luaCase(compileFilter: (script: string) => (data: string) => boolean): () => void {
  const passes = compileFilter(questions.lua)
  return () => must(passes(json))
}

function govaluateCase(): () => void {
  const expression = compileGovaluate(questions.govaluate)
  const parameters = new Map(Object.entries(questions.parameters))
  return () => must(expression(parameters) === true)
}

function patternCase(): () => void {
  const pattern = compilePattern(questions.pattern)
  return () => must(pattern.test(questions.text))
}

function cronCase(): () => void {
  const schedule = parseCron(questions.cron, 'calendar')
  const start = fromMs(Date.UTC(2024, 0, 1), utc)
  let at = start
  return () => {
    const next = schedule.next(at)
    at = next === undefined || next.seconds > 1_900_000_000 ? start : next
  }
}

function must(isRight: boolean): void {
  if (!isRight) throw new Error('an answer is not what it should be')
}
