import { toBool, toInt, toStr } from '../results/convert.ts'
import { readOptions } from './options.ts'
import { made } from './modified.ts'
import { prettyPrint } from './pretty-print.ts'
import type { Modified, Surroundings } from './modified.ts'

/** Lays the JSON out in lines; the argument may set `sortKeys`, `indent`, `prefix` and `width`. */
export function pretty(json: string, argument: string, { depth }: Surroundings): Modified {
  const options = readOptions(argument)
  const { sortKeys, indent, prefix, width } = {
    sortKeys: options.get('sortKeys'),
    indent: options.get('indent'),
    prefix: options.get('prefix'),
    width: options.get('width'),
  }
  const layout = {
    sortKeys: sortKeys !== undefined && toBool(sortKeys),
    indent: indent === undefined ? '  ' : blanksOf(toStr(indent)),
    prefix: prefix === undefined ? '' : blanksOf(toStr(prefix)),
    width: width === undefined ? 80 : Number(toInt(width)),
  }
  return made(prettyPrint(json, layout, depth))
}

/** Only white space may indent. */
function blanksOf(text: string): string {
  return text.replace(/[^ \t\r\n]/g, '')
}
