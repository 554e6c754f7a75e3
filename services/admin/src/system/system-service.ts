import type { ServiceImpl } from '@connectrpc/connect'
import type { SystemService } from '@millrace/protocol/admin'
import { version } from '@millrace/service'
import type { AdminSubject } from '../subject.ts'
import { flowOf } from './flow.ts'
import { streamsHealth } from './health.ts'
import { lagOf } from './lag.ts'
import { topologyOf } from './topology.ts'

const windowDefaultS = 60

/** How the system fares. */
export function systemService(subject: AdminSubject): ServiceImpl<typeof SystemService> {
  const { bus } = subject
  return {
    topology({ namespace }) {
      const objects = topologyOf(subject.registry().objects.values())
      return { objects: objects.filter((one) => namespace === '' || one.namespace === namespace) }
    },
    async health() {
      const { problems, streams, backlogs } = await streamsHealth(bus)
      const all = [...problems, ...subject.problems()]
      return { ok: problems.length === 0, problems: all, streams: [...streams], backlogs: [...backlogs], version }
    },
    version() {
      const natsVersion = bus.connection.info?.version ?? ''
      const nodeVersion = process.versions.node
      return { version, natsVersion, nodeVersion, startedAtUs: BigInt(subject.startedAtUs) }
    },
    async lag() {
      return { hops: await lagOf(bus, subject.nowUs()) }
    },
    async flow({ namespace, windowSeconds }) {
      const windowUs = (windowSeconds === 0 ? windowDefaultS : windowSeconds) * 1e6
      return flowOf(subject.store, { namespace, windowUs, nowUs: subject.nowUs() })
    },
  }
}
