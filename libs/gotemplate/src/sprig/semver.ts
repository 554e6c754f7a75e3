import { fixed } from '../call/signature.ts'
import type { Signature } from '../call/signature.ts'
import { meets } from '../semver/constraint.ts'
import { Version } from '../semver/version.ts'

export const semver: Readonly<Record<string, Signature>> = {
  semver: fixed(['string'], (_, text) => Version.parse(text)),
  semverCompare: fixed(['string', 'string'], (_, constraint, text) => meets(constraint, text)),
}
