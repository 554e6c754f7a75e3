import { expect, test } from 'vitest'
import { ArtifactError } from './artifact.ts'
import { afterArtifactFault } from './artifact-tries.ts'

test('five tries within an attempt, about a second apart, then the attempt has failed', () => {
  let awaited = ''
  const waits: number[] = []
  for (;;) {
    const after = afterArtifactFault('k8s', new ArtifactError('away'), awaited, () => 0.5)
    if (after.kind !== 'waits') {
      expect(after).toEqual({ kind: 'failed', reason: 'k8s: away', status: 0, effect: 'none' })
      break
    }
    expect(after.reason).toBe('k8s: away')
    awaited = after.awaited
    waits.push(after.afterMs)
  }
  expect(waits).toEqual([1_500, 1_500, 1_500, 1_500])
})

test('what will not get better is not asked for again; what another version has left counts as nothing', () => {
  const final = new ArtifactError('no object', { isFinal: true })
  expect(afterArtifactFault('k8s', final, '', () => 0)).toMatchObject({ kind: 'failed', final: true })
  for (const awaited of ['x', '[]', '{"looks":3}', '{"artifactTries":"2"}'])
    expect(afterArtifactFault('k8s', new ArtifactError('away'), awaited, () => 0)).toMatchObject({
      kind: 'waits',
      awaited: '{"artifactTries":1}',
    })
})
