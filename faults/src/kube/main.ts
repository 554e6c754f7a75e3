import { tellChainStory } from './chain-story.ts'
import { clusterScene } from './cluster-scene.ts'
import { publishedSensor } from './sensor-file.ts'
import { tellWebhookStory } from './webhook-story.ts'

const startedMs = performance.now()
const say = (line: string): void => {
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1)
  process.stdout.write(`${seconds.padStart(6)} s  ${line}\n`)
}

process.exitCode = await main()

async function main(): Promise<number> {
  await using scene = await clusterScene(process.env['PATH'], say)
  if (scene === undefined) return 2
  try {
    await tellWebhookStory({ scene, say }, publishedSensor())
    await tellChainStory({ scene, say })
    say('PASSED')
    return 0
  } catch (error) {
    say(`FAILED: ${error instanceof Error ? error.message : String(error)}`)
    for (const [name, service] of scene.services) {
      const tail = (await service.log()).trimEnd().split('\n').slice(-15).join('\n')
      process.stdout.write(`── ${name}\n${tail}\n`)
    }
    return 1
  }
}
