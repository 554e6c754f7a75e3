import type { LambdaClient } from '@aws-sdk/client-lambda'
import type { Begin } from '../sent.ts'
import { identityOf } from './aws-identity.ts'
import type { AwsSettings } from './aws-settings.ts'
import { invokeVerdict, type InvokeFailure } from './invoke-verdict.ts'
import { traceHeader } from './trace-header.ts'

/** An invocation of a function. */
export interface LambdaCall {
  /** Name or ARN. */
  readonly functionName: string
  readonly type: 'RequestResponse' | 'Event' | 'DryRun'
  /** JSON; empty: no argument. */
  readonly payload: string
  /** Reaches a function that is waited for as `context.clientContext.custom`. */
  readonly context: Readonly<Record<string, string>>
  readonly traceparent: string
}

/** What became of an invocation. */
export type Invoked =
  /** 200 with the function's end, 202 queued, 204 allowed. */
  | { readonly kind: 'answered'; readonly status: number; readonly functionFault?: string }
  | { readonly kind: 'withdrawn' }
  | InvokeFailure

/** Bounds that tests shorten. */
export interface LambdaOptions {
  /** How long a function that is waited for may take. Milliseconds; by default more than AWS lets one run. */
  readonly runMaxMs?: number
}

const runMaxMsDefault = 910_000
const answerMaxMs = 30_000
const connectMaxMs = 10_000
const connectionsMax = 1_024
const faultCharsMax = 500

/** Makes a client; it connects at its first invocation. */
export async function openLambda(settings: AwsSettings, options: LambdaOptions = {}): Promise<LambdaInvoker> {
  const sdk = await import('@aws-sdk/client-lambda')
  const { region, endpoint } = settings
  const credentials = identityOf(settings)
  const agent = { keepAlive: true, maxSockets: connectionsMax }
  const client = new sdk.LambdaClient({
    region,
    // Whether to try again is the trigger's to say.
    maxAttempts: 1,
    // No time limit of the SDK's but for connecting: `invokeVerdict` goes by that.
    requestHandler: { connectionTimeout: connectMaxMs, socketTimeout: 0, httpAgent: agent, httpsAgent: agent },
    ...(credentials === undefined ? {} : { credentials }),
    ...(endpoint === undefined ? {} : { endpoint }),
  })
  return new LambdaInvoker(client, sdk, options.runMaxMs ?? runMaxMsDefault)
}

/** Invokes functions of one region in one name. */
export class LambdaInvoker implements AsyncDisposable {
  readonly #client: LambdaClient
  readonly #sdk: typeof import('@aws-sdk/client-lambda')
  readonly #runMaxMs: number

  constructor(client: LambdaClient, sdk: typeof import('@aws-sdk/client-lambda'), runMaxMs: number) {
    this.#client = client
    this.#sdk = sdk
    this.#runMaxMs = runMaxMs
  }

  async invoke(call: LambdaCall, begin: Begin): Promise<Invoked> {
    const command = new this.#sdk.InvokeCommand({
      FunctionName: call.functionName,
      InvocationType: call.type,
      ClientContext: Buffer.from(JSON.stringify({ custom: call.context })).toString('base64'),
      ...(call.payload === '' ? {} : { Payload: Buffer.from(call.payload) }),
    })
    const progress = { isSent: false, isWithdrawn: false }
    command.middlewareStack.add(
      (next) => (given) => {
        progress.isWithdrawn = !begin()
        if (progress.isWithdrawn) throw new Error('withdrawn')
        const trace = traceHeader(call.traceparent)
        const request = given.request as { readonly headers: Record<string, string> }
        if (trace !== undefined) request.headers['x-amzn-trace-id'] = trace
        progress.isSent = true
        return next(given)
      },
      // Right before the request goes out: the credentials are there, and it is signed.
      { step: 'deserialize', priority: 'low', name: 'millraceBegin' },
    )
    const waitMaxMs = call.type === 'RequestResponse' ? this.#runMaxMs : answerMaxMs
    try {
      const { StatusCode, FunctionError, Payload } = await this.#client.send(command, {
        abortSignal: AbortSignal.timeout(waitMaxMs),
      })
      const fault = FunctionError === undefined ? {} : { functionFault: faultText(FunctionError, Payload) }
      return { kind: 'answered', status: StatusCode ?? 200, ...fault }
    } catch (error) {
      return progress.isWithdrawn ? { kind: 'withdrawn' } : invokeVerdict(error, progress.isSent)
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#client.destroy()
    return Promise.resolve()
  }
}

/** A function that failed answers with the kind of its error and the message. */
function faultText(kind: string, payload: Uint8Array | undefined): string {
  let told: { readonly errorType?: unknown; readonly errorMessage?: unknown } | undefined
  try {
    told = JSON.parse(Buffer.from(payload ?? []).toString()) as typeof told
  } catch {
    // What it says is not JSON: its kind has to do.
  }
  const parts = [told?.errorType, told?.errorMessage].filter((part) => typeof part === 'string')
  return [kind, ...parts].join(': ').slice(0, faultCharsMax)
}
