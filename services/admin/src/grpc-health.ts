import { Code, ConnectError, type ServiceImpl } from '@connectrpc/connect'
import { HealthCheckResponse_ServingStatus as Serving, type Health } from '@millrace/protocol/health'
import type { Life } from '@millrace/service'

/** Watchers at once; each holds a stream. */
const watchersMax = 64

/** gRPC's health protocol on the admin port: SERVING while the service runs. `names` are the services known here. */
export function grpcHealth(life: Life, names: ReadonlySet<string>): ServiceImpl<typeof Health> {
  let watchers = 0
  const statusOf = (name: string): Serving => {
    if (name !== '' && !names.has(name)) return Serving.SERVICE_UNKNOWN
    return life.state === 'running' ? Serving.SERVING : Serving.NOT_SERVING
  }
  return {
    check({ service }) {
      const status = statusOf(service)
      if (status === Serving.SERVICE_UNKNOWN) throw new ConnectError(`no service ${service} here`, Code.NotFound)
      return { status }
    },
    async *watch({ service }, { signal }) {
      if (watchers >= watchersMax)
        throw new ConnectError(`${watchersMax} watchers are here already`, Code.ResourceExhausted)
      watchers += 1
      try {
        for await (const status of changes(life, signal, () => statusOf(service))) yield { status }
      } finally {
        watchers -= 1
      }
    },
  }
}

/** The value now and after each change of state, until the service is to stop or the caller leaves. */
async function* changes<T>(life: Life, signal: AbortSignal, read: () => T): AsyncGenerator<T> {
  const until = AbortSignal.any([signal, life.stop])
  let told: T | undefined
  while (!signal.aborted) {
    const value = read()
    if (value !== told) yield value
    told = value
    if (until.aborted) return
    await nextChange(life, until)
  }
}

function nextChange(life: Life, until: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const before = life.state
    const end = (): void => {
      watching[Symbol.dispose]()
      until.removeEventListener('abort', end)
      resolve()
    }
    const watching = life.watch((state) => {
      // The first call comes at once, before there is anything to end.
      if (state !== before) end()
    })
    until.addEventListener('abort', end, { once: true })
  })
}
