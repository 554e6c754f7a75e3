import { apiTools, findApiTool, tempFolder } from '@millrace/testkit'
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const say = (line: string): void => void process.stderr.write(`${line}\n`)
const found = await findApiTool(apiTools.conformance, { say, mayBuild: false })
if (found.kind === 'missing') say(`SKIPPED: the conformance runner of Connect: ${found.reason}`)

/** Thousands of calls: a minute, or several on a busy machine. */
const runMaxMs = 900_000

/** What the port serves: the three protocols over HTTP/1.1 and cleartext HTTP/2. */
const config = `
features:
  versions: [HTTP_VERSION_1, HTTP_VERSION_2]
  protocols: [PROTOCOL_CONNECT, PROTOCOL_GRPC, PROTOCOL_GRPC_WEB]
  codecs: [CODEC_PROTO, CODEC_JSON]
  compressions: [COMPRESSION_IDENTITY, COMPRESSION_GZIP, COMPRESSION_BR]
  supports_h2c: true
  supports_tls: false
  supports_tls_client_certs: false
  supports_trailers: true
  supports_half_duplex_bidi_over_http1: false
  supports_connect_get: true
  # The runner's client meets connections that were cut under it; too-large.nats.test.ts tests this.
  supports_message_receive_limit: false
`

test.skipIf(found.kind === 'missing')(
  'the conformance runner of Connect finds nothing wrong with the server of the admin API',
  async () => {
    if (found.kind === 'missing') return
    await using folder = await tempFolder()
    const conf = join(folder.path, 'config.yaml')
    await writeFile(conf, config)
    const server = join(import.meta.dirname, 'server.fixture.ts')
    const args = ['--mode', 'server', '--conf', conf, '--parallel', '2', '--', process.execPath, server]
    const { code, out } = await new Promise<{ code: number; out: string }>((resolve) => {
      execFile(found.path, args, { timeout: runMaxMs, maxBuffer: 64 * 2 ** 20 }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : 1, out: `${stdout}${stderr}` })
      })
    })
    const failures = out.split('\n').filter((line) => line.startsWith('FAILED'))
    expect(failures, out.slice(-4_000)).toEqual([])
    expect([code, out]).toEqual([0, expect.stringMatching(/\d+ passed, 0 failed/u)])
  },
  runMaxMs + 10_000,
)
