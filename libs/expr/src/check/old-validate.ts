import { anySliceType, anyType, floatType, isIntegerKind } from '../value/go-type.ts'
import type { GoType } from '../value/go-type.ts'
import type { Validation } from './validate.ts'

type Types = readonly (GoType | undefined)[]
type Validate = (name: string, args: Types) => Validation

const shown = (type: GoType | undefined): string => type?.name ?? '%!s(<nil>)'
const isList = (type: GoType | undefined): boolean => ['interface', 'slice', 'array'].includes(type?.kind ?? '')
const isText = (type: GoType | undefined): boolean => type?.kind === 'interface' || type?.kind === 'string'

const ofList = (verb: string, result: GoType): Validate => {
  return (_, args) => {
    if (args.length !== 1) return `invalid number of arguments (expected 1, got ${args.length})`
    return isList(args[0]) ? result : `cannot ${verb} ${shown(args[0])}`
  }
}

const extreme: Validate = (name, args) => {
  if (args.length === 0) return `not enough arguments to call ${name}`
  for (const arg of args) {
    if (arg?.kind === 'interface') return anyType
    if (arg === undefined || !(arg.kind === 'float64' || isIntegerKind(arg.kind))) {
      return `invalid argument for ${name} (type ${shown(arg)})`
    }
  }
  return args[0] ?? anyType
}

/** `least` to `least + 1` arguments: a list, and texts. */
const sorting = (least: number): Validate => {
  return (_, args) => {
    if (args.length !== least && args.length !== least + 1) {
      return `invalid number of arguments (expected ${least} or ${least + 1}, got ${args.length})`
    }
    if (!isList(args[0])) return `cannot sort ${shown(args[0])}`
    const wrong = args.slice(1).findIndex((arg) => !isText(arg))
    return wrong < 0 ? anySliceType : `invalid argument for sort (expected string, got ${shown(args[wrong + 1])})`
  }
}

/** v1.15's checks, where they differ. */
export const oldValidators: Readonly<Record<string, Validate>> = {
  sum: ofList('sum', anyType),
  mean: ofList('avg', floatType),
  median: ofList('median', floatType),
  max: extreme,
  min: extreme,
  sort: sorting(1),
  sortBy: sorting(2),
}
