import type { KubeServer } from '@millrace/testkit'
import { request } from 'node:https'
import type { RenderedObject } from './rendered.fixture.ts'

/** What the API server said about an object. */
export interface ApiAnswer {
  readonly status: number
  /** Of a refusal; empty otherwise. */
  readonly message: string
  /** Remarks about an object that was taken: deprecated fields, pods below their standard. */
  readonly warnings: readonly string[]
}

/** Applies an object as `kubectl apply --server-side` does, strictly; with `isDryRun` nothing is stored. */
export async function applied(
  server: KubeServer,
  object: RenderedObject,
  { path, isDryRun }: { readonly path: string; readonly isDryRun: boolean },
): Promise<ApiAnswer> {
  const query = `fieldManager=tests&force=true&fieldValidation=Strict${isDryRun ? '&dryRun=All' : ''}`
  const url = new URL(`${path}?${query}`, server.url)
  const headers = {
    authorization: `Bearer ${server.token('admin')}`,
    'content-type': 'application/apply-patch+yaml',
    accept: 'application/json',
  }
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'PATCH', headers, ca: server.ca, agent: false }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.once('error', reject)
      answer.once('end', () => {
        const status = answer.statusCode ?? 0
        const body = JSON.parse(Buffer.concat(chunks).toString()) as { readonly message?: string }
        resolve({
          status,
          message: status < 300 ? '' : (body.message ?? ''),
          warnings: warningsOf(answer.headers.warning),
        })
      })
    })
    call.once('error', reject)
    call.end(JSON.stringify(object))
  })
}

/** `299 - "text"`, several separated by commas. */
function warningsOf(header: string | undefined): readonly string[] {
  return [...(header ?? '').matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text)
}
