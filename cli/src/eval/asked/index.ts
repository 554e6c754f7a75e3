import type { Ask } from '../question.ts'
import { askConditions } from './conditions.ts'
import { askCron } from './cron.ts'
import { askEventSourceFilter, askExpr } from './expr.ts'
import { askGoTemplate } from './go-template.ts'
import { askGjson, askSjson } from './json-paths.ts'
import { askGovaluate } from './govaluate.ts'
import { askJq } from './jq.ts'
import { askLuaFilter, askLuaTransform } from './lua.ts'
import { askRe2 } from './re2.ts'

/** Who answers a person in each language of `languageHelp`. */
export const asks: ReadonlyMap<string, Ask> = new Map<string, Ask>([
  ['expr', askExpr],
  ['eventsource-filter', askEventSourceFilter],
  ['govaluate', askGovaluate],
  ['gjson', askGjson],
  ['sjson', askSjson],
  ['gotemplate', askGoTemplate],
  ['jq', askJq],
  ['lua-transform', askLuaTransform],
  ['lua-filter', askLuaFilter],
  ['re2', askRe2],
  ['cron', askCron],
  ['conditions', askConditions],
])
