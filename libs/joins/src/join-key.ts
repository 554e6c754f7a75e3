import { token } from '@millrace/bus'
import { createHash } from 'node:crypto'
import type { JoinName, KeptEvent } from './join.ts'

/** Longest part of a key; a longer name is cut and told apart by its hash. */
const partCharsMax = 120
const hashChars = 32

/** Pattern of the keys of states. */
export const statePattern = 'state.>'
/** Pattern of the keys of copies. */
export const copyPattern = 'copy.>'

/** Key of a join's state: `state.<namespace>.<sensor>.<trigger>`. Two joins never share one. */
export function stateKey(name: JoinName): string {
  return `state.${partsOf(name)}`
}

/** Pattern of the keys of the states of one sensor. */
export function sensorPattern({ namespace, sensor }: Pick<JoinName, 'namespace' | 'sensor'>): string {
  return `state.${part(namespace)}.${part(sensor)}.*`
}

/** Key of the copy of an event that is too large to stand in the state. */
export function copyKey(name: JoinName, { dependency, position, atMs }: KeptEvent): string {
  const { stream, seq, nth } = position
  return `copy.${partsOf(name)}.${part(dependency)}.${part(stream)}.${seq}-${nth}-${atMs}`
}

function partsOf({ namespace, sensor, trigger }: JoinName): string {
  return [namespace, sensor, trigger].map(part).join('.')
}

/** Every part has something, as an empty one could not stand in a key. */
function part(name: string): string {
  const text = `${token(name)}=`
  if (text.length <= partCharsMax) return text
  const rest = createHash('sha256').update(name).digest('hex').slice(0, hashChars)
  return `${text.slice(0, partCharsMax - hashChars - 1)}=${rest}`
}
