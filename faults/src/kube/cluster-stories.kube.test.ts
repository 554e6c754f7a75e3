import { kubeBinaries } from '@millrace/testkit'
import { expect, test } from 'vitest'
import { tellChainStory } from './chain-story.ts'
import { clusterScene } from './cluster-scene.ts'
import { findKubectl } from './kubectl.ts'
import { publishedSensor } from './sensor-file.ts'
import { tellWebhookStory } from './webhook-story.ts'

const found = await kubeBinaries()
const path = process.env['PATH']
const hasKubectl = findKubectl(path, '') !== undefined
if (found.kind === 'found' && !hasKubectl) console.warn('SKIPPED: the road on a cluster: no kubectl on PATH')

test.skipIf(found.kind === 'missing' || !hasKubectl)(
  'the first example on a cluster: manifests by kubectl, one POST, one Workflow; then Workflows that follow one another',
  async () => {
    const lines: string[] = []
    await using scene = await clusterScene(path, (line) => void lines.push(line))
    if (scene === undefined) throw new Error('it was found a moment ago')
    const published = publishedSensor()
    if (published === undefined)
      console.warn('SKIPPED: the published Sensor is not beside the repository; ours stands for it')
    const parts = { scene, say: (line: string) => void lines.push(line) }
    await tellWebhookStory(parts, published)
    expect(lines.join('\n')).toContain('two Workflows')
    await tellChainStory(parts)
    expect(lines.at(-1)).toContain('followed, each once')
  },
  300_000,
)
