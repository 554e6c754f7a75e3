import { lookUpEffects, openRedis } from '@millrace/ledger'
import { Result } from '@millrace/protocol/road'
import { eventually } from '@millrace/testkit'
import { expect, test } from 'vitest'
import { executorStage } from './executor.fixture.ts'

test.each(['goes on', 'is started again'] as const)(
  'effects that Redis lost in a crash of the machine are not repeated: the executor %s',
  async (how) => {
    await using stage = await executorStage()
    const { redis, target } = stage
    let executor = await stage.start()
    await stage.sensor(`- template: { name: t, http: { url: TARGET/t, method: POST } }
- template: { name: gone, http: { url: TARGET/status/404, method: POST } }`)
    const calls = (id: string): number => target.calls.filter(({ key }) => key === id).length
    const told = async (id: string) =>
      (await stage.outcomes()).tried.filter(({ invocationId }) => invocationId === id).map(({ result }) => result)
    const [early = ''] = await stage.fire('t', 1)
    await eventually(async () => expect(await told(early)).toEqual([Result.SUCCEEDED]))
    await redis.remember()
    const [late = ''] = await stage.fire('t', 1)
    const [dead = ''] = await stage.fire('gone', 1)
    await eventually(async () =>
      expect([await told(late), await told(dead)]).toEqual([[Result.SUCCEEDED], [Result.DEAD]]),
    )
    if (how === 'is started again') await executor.stop()
    await redis.crash()
    await redis.server.restart()
    using reader = { redis: openRedis({ url: stage.redisUrl }), [Symbol.dispose]: () => reader.redis.disconnect() }
    expect((await lookUpEffects(reader.redis, [early, late, dead])).map(({ kind }) => kind)).toEqual([
      'done',
      'free',
      'free',
    ])
    if (how === 'is started again') executor = await stage.start()
    await stage.fireAgain('t', late)
    await stage.fireAgain('gone', dead)
    await stage.fireAgain('t', early)
    const [fresh = ''] = await stage.fire('t', 1)
    await eventually(async () => expect(await told(fresh)).toEqual([Result.SUCCEEDED]))
    await eventually(async () => expect((await told(dead)).length + (await told(late)).length).toBe(4))
    expect([early, late, dead, fresh].map(calls)).toEqual([1, 1, 1, 1])
    expect((await lookUpEffects(reader.redis, [late, dead])).map(({ kind }) => kind)).toEqual(['done', 'done'])
    expect(stage.lines.filter((line) => line.includes('marked as done again'))).toHaveLength(1)
    await executor.stop()
  },
)
