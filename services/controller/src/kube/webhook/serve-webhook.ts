import { resources, startInformer, type KubeClient } from '@millrace/kube'
import { sensorLanguages } from '@millrace/languages'
import { createServer, type Server } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readReview, reviewAnswer, type AdmissionVerdict } from './admission-review.ts'
import { admit } from './admit.ts'
import { heldIn } from './held-certificates.ts'
import { webhookPath } from './webhook-configuration.ts'

export interface WebhookOptions {
  readonly client: KubeClient
  readonly address: { readonly host: string; readonly port: number }
  /** The Secret with the certificate, which the leader keeps. */
  readonly namespace: string
  readonly secretName: string
  readonly onVerdict: (verdict: AdmissionVerdict) => void
  readonly onFault: (message: string, error: unknown) => void
  readonly stop: AbortSignal
}

export interface Webhook extends AsyncDisposable {
  /** 0 until there is a certificate. */
  readonly port: () => number
}

/** An object of 3 MiB, as large as the API server takes one, as it is and as it was. */
const bodyBytesMax = 8 * 1_048_576
/** The API server has given up by then. */
const requestMaxMs = 10_000

/** Answers the API server's questions about manifests, from when there is a certificate. Every replica serves. */
export async function serveWebhook(options: WebhookOptions): Promise<Webhook> {
  const { client, address, namespace, secretName, onFault, stop } = options
  const languages = sensorLanguages()
  const server = createServer({ requestTimeout: requestMaxMs, headersTimeout: requestMaxMs }, (request, response) => {
    void answer(request, response, options, languages).catch((error: unknown) => {
      onFault('The webhook could not answer', error)
      response.destroy()
    })
  })
  server.on('error', (error) => onFault('The webhook cannot listen', error))
  await using setup = new AsyncDisposableStack()
  setup.defer(() => closed(server))
  let isListening = false
  const take = (object: Parameters<typeof heldIn>[0]): void => {
    const held = heldIn(object)
    if (held === undefined) return
    server.setSecureContext({ cert: held.cert, key: held.key, minVersion: 'TLSv1.2' })
    if (isListening) return
    isListening = true
    server.listen(address.port, address.host)
  }
  const secret = {
    resource: resources.secrets,
    namespace,
    fieldSelector: `metadata.name=${secretName}`,
    onChange: ({ kind, object }: Parameters<Parameters<typeof startInformer>[1]['onChange']>[0]) =>
      kind === 'put' ? take(object) : undefined,
    onFault: (error: unknown) => onFault('The certificate of the webhook cannot be followed', error),
  }
  setup.use(await startInformer(client, secret, stop))
  const owned = setup.move()
  return {
    port: () => (server.address() as AddressInfo | null)?.port ?? 0,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { onVerdict }: WebhookOptions,
  languages: ReturnType<typeof sensorLanguages>,
): Promise<void> {
  const path = request.url?.split('?')[0]
  if (request.method !== 'POST' || path !== webhookPath) return end(response, 404, { error: 'no such place' })
  const text = await bodyOf(request)
  if (text === undefined) return end(response, 413, { error: `more than ${bodyBytesMax} bytes` })
  const review = readReview(parsed(text))
  if (review === undefined) return end(response, 400, { error: 'no AdmissionReview of admission.k8s.io/v1' })
  const verdict = admit(review, languages)
  onVerdict(verdict)
  end(response, 200, reviewAnswer(review.uid, verdict))
}

function end(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    // No encoding is set, so what comes are buffers.
    chunks.push(chunk as Buffer)
    bytes += (chunk as Buffer).length
    if (bytes > bodyBytesMax) return undefined
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
