import { hash } from 'node:crypto'

/**
 * Whose turn a key is: of all replicas the one whose hash with the key is the greatest. A replica that comes or goes
 * moves only the keys that become its own, or were.
 */
export function ownerOf(key: string, replicas: readonly string[]): string | undefined {
  let owner: string | undefined
  let greatest = ''
  for (const replica of replicas) {
    const weight = hash('sha256', `${replica}\n${key}`, 'hex')
    if (owner !== undefined && weight <= greatest) continue
    owner = replica
    greatest = weight
  }
  return owner
}
