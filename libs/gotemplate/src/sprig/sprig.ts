import type { Signature } from '../call/signature.ts'
import type { TemplateFunction } from '../run/compile-pipe.ts'
import { certificates } from './certificates.ts'
import { crypto } from './crypto.ts'
import { dates } from './dates.ts'
import { defaults } from './defaults.ts'
import { dicts } from './dicts.ts'
import { encoding } from './encoding.ts'
import { environment } from './environment.ts'
import { lists } from './lists.ts'
import { math } from './math.ts'
import { paths } from './paths.ts'
import { random } from './random.ts'
import { reflection } from './reflection.ts'
import { regex } from './regex.ts'
import { semver } from './semver.ts'
import { strings } from './strings.ts'
import { urls } from './urls.ts'

const groups: readonly Readonly<Record<string, Signature>>[] = [
  certificates,
  crypto,
  dates,
  defaults,
  dicts,
  encoding,
  environment,
  lists,
  math,
  paths,
  random,
  reflection,
  regex,
  semver,
  strings,
  urls,
]

/** The functions of Sprig 3.3.0, as its generic function map has them. */
export const sprig: ReadonlyMap<string, TemplateFunction> = new Map(
  groups.flatMap((group) => Object.entries(group).map(([name, signature]) => [name, { signature }] as const)),
)
