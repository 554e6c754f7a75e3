import { Code, ConnectError, type ServiceImpl } from '@connectrpc/connect'
import { redrivenSubject, type Bus } from '@millrace/bus'
import type { AdminService } from '@millrace/protocol/admin'
import type { DeadLetter, Redrive } from '@millrace/protocol/road'
import { readHeads, readRedrives } from './read-heads.ts'
import { findDead, redrive } from './redrive.ts'

const listedDefault = 50
const listedMax = 1_000
/** Dead letters that one request redrives at most. */
const redrivenMax = 200
/** … and at a time: each is stored twice, one after the other. */
const atATime = 20
const requestIdLengthMax = 128

type DeadCalls = Pick<ServiceImpl<typeof AdminService>, 'listDead' | 'getDead' | 'redriveDead'>

/** The calls about dead letters. */
export function deadService(bus: Bus, nowUs: () => number): DeadCalls {
  return {
    async listDead({ limit, namespace, sensor, withRedriven }) {
      if (limit < 0 || limit > listedMax) {
        throw invalid(`limit is ${limit}; give 1 to ${listedMax}, or 0 for ${listedDefault}`)
      }
      const heads = await readHeads(bus, namespace, sensor)
      const asked = withRedriven ? heads : heads.filter(({ redrives }) => redrives.length === 0)
      return { dead: asked.slice(-(limit === 0 ? listedDefault : limit)).toReversed(), total: BigInt(asked.length) }
    },
    async getDead({ id }) {
      const dead = await need(bus, id)
      return { dead, redrives: await redrivesOf(bus, dead) }
    },
    async redriveDead({ id, namespace, sensor, requestId }) {
      if (requestId === '' || requestId.length > requestIdLengthMax) {
        throw invalid(`request_id must have 1 to ${requestIdLengthMax} characters`)
      }
      if ((id === '') === (sensor === '')) throw invalid('give either the id of a dead letter or a sensor')
      if (id !== '') return { redrives: [await once(bus, await need(bus, id), requestId, nowUs())], more: false }
      const heads = await readHeads(bus, namespace, sensor)
      const due = heads.filter(({ redrives }) => redrives.length === 0)
      const ids = due.slice(0, redrivenMax).map(({ outcome }) => outcome.invocationId)
      const one = async (each: string): Promise<Redrive[]> => {
        const dead = await findDead(bus, each)
        return dead === undefined ? [] : [await redrive(bus, dead, requestId, nowUs())]
      }
      const done: Redrive[] = []
      for (let at = 0; at < ids.length; at += atATime) {
        done.push(...(await Promise.all(ids.slice(at, at + atATime).map(one))).flat())
      }
      return { redrives: done, more: due.length > redrivenMax }
    },
  }
}

/** The same request again is told what it did the first time. */
async function once(bus: Bus, dead: DeadLetter, requestId: string, nowUs: number): Promise<Redrive> {
  const known = (await redrivesOf(bus, dead)).find((one) => one.requestId === requestId)
  return known ?? redrive(bus, dead, requestId, nowUs)
}

function redrivesOf(bus: Bus, { outcome }: DeadLetter): Promise<Redrive[]> {
  const { namespace = '', sensor = '', invocationId = '' } = outcome ?? {}
  return readRedrives(bus, redrivenSubject(namespace, sensor, invocationId))
}

async function need(bus: Bus, id: string): Promise<DeadLetter> {
  const dead = await findDead(bus, id)
  if (dead !== undefined) return dead
  throw new ConnectError(`no dead letter has the id ${JSON.stringify(id.slice(0, 100))}; list them`, Code.NotFound)
}

const invalid = (what: string): ConnectError => new ConnectError(what, Code.InvalidArgument)
