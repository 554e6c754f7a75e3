import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)

/** The OpenTelemetry packages a process has loaded once telemetry runs with these options. */
async function packagesLoaded(options: object): Promise<string[]> {
  const script = `
    import { registerHooks } from 'node:module'
    const packages = new Set()
    registerHooks({ load(url, context, next) {
      const found = /node_modules\\/(@opentelemetry\\/[^/]+)/.exec(url)
      if (found) packages.add(found[1])
      return next(url, context)
    } })
    const { startTelemetry } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)})
    const telemetry = await startTelemetry(${JSON.stringify({ service: 'router', ...options })})
    await telemetry[Symbol.asyncDispose]()
    console.log(JSON.stringify([...packages].sort()))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script])
  return JSON.parse(stdout) as string[]
}

test('with neither port nor endpoint nothing of OpenTelemetry is loaded', async () => {
  expect(await packagesLoaded({})).toEqual([])
})

test('with a port the metrics SDK is loaded, and no tracing', async () => {
  const packages = await packagesLoaded({ metricsPort: 0 })
  expect(packages).toContain('@opentelemetry/sdk-metrics')
  expect(packages.filter((name) => /sdk-(?!metrics)|otlp/.test(name))).toEqual([])
})

test('with an endpoint the SDK is loaded', async () => {
  const packages = await packagesLoaded({ otlpEndpoint: 'http://127.0.0.1:4318' })
  expect(packages).toEqual(
    expect.arrayContaining(['@opentelemetry/sdk-node', '@opentelemetry/exporter-trace-otlp-proto']),
  )
})
