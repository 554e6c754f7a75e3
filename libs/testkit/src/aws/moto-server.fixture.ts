import { freePort, launch } from '@millrace/servers'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { tempFolder } from '../temp-folder.ts'
import { findMoto, type FoundMoto } from './find-moto.fixture.ts'

/** moto's packages; installed on first use. */
export const motoPackages = (): Promise<FoundMoto> => findMoto()

/** AWS in one process: each request says by its signature which service and region it is for. */
export interface MotoServer extends AsyncDisposable {
  readonly url: string
  /** Ends it at once; what it holds is gone. */
  kill(): Promise<void>
  /** Calls a service that speaks AWS's query protocol, such as `iam`. */
  query(service: string, parameters: Readonly<Record<string, string>>): Promise<string>
}

const readyMaxMs = 60_000
const stopMaxMs = 5_000

export async function motoServer({ python, folder }: Extract<FoundMoto, { kind: 'found' }>): Promise<MotoServer> {
  await using setup = new AsyncDisposableStack()
  const { path: dir } = setup.use(await tempFolder())
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = setup.use(
    await launch({
      name: 'moto',
      command: python,
      args: ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)],
      env: { ...process.env, PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1' },
      logFile: join(dir, 'moto.log'),
      readyMaxMs,
      stopMaxMs,
      ready: async (_, stop) => {
        while (
          !(await fetch(`${url}/moto-api/data.json`, { signal: stop }).then(
            ({ ok }) => ok,
            () => false,
          ))
        )
          await sleep(100, undefined, { signal: stop })
      },
    }),
  )
  // Functions answer with what they are given, without a container.
  await fetch(`${url}/moto-api/config`, { method: 'POST', body: JSON.stringify({ lambda: { use_docker: false } }) })
  const owned = setup.move()
  return {
    url,
    kill: () => child.kill(),
    query: async (service: string, parameters: Readonly<Record<string, string>>) => {
      const credential = `Credential=x/20260101/us-east-1/${service}/aws4_request`
      const answer = await fetch(url, {
        method: 'POST',
        headers: { Authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=x` },
        body: new URLSearchParams(parameters),
      })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${service}: ${answer.status} ${text}`)
      return text
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
