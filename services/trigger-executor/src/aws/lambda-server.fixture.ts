import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as the server got it. */
export interface LambdaRequest {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** What the server does with an invocation. */
export type LambdaAnswer =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers?: Record<string, string>
      readonly body: string
    }
  /** The connection breaks. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'silence' }

export interface LambdaServer {
  readonly url: string
  readonly requests: LambdaRequest[]
  answering(answer: LambdaAnswer): void
  end(): Promise<void>
}

/** An error as Lambda's API writes it. */
export function lambdaError(status: number, type: string, headers: Record<string, string> = {}): LambdaAnswer {
  const body = JSON.stringify({ Type: 'User', message: 'told to', Message: 'told to' })
  return { kind: 'answer', status, body, headers: { 'X-Amzn-ErrorType': type, ...headers } }
}

/**
 * A server that speaks Lambda's Invoke for what moto does not give: errors, no answer at all, and a look at requests.
 * Roles may be assumed but for those that are called `…denied`.
 */
export async function lambdaServer(): Promise<LambdaServer> {
  const requests: LambdaRequest[] = []
  let answer: LambdaAnswer = { kind: 'answer', status: 200, body: 'null' }
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      requests.push({ path: request.url ?? '', headers: request.headers, body })
      if (body.includes('Action=AssumeRole')) {
        const isDenied = body.includes('denied')
        return void response.writeHead(isDenied ? 403 : 200, { 'Content-Type': 'text/xml' }).end(roleAnswer(isDenied))
      }
      if (answer.kind === 'cut') request.socket.destroy()
      if (answer.kind !== 'answer') return undefined
      return void response
        .writeHead(answer.status, { 'Content-Type': 'application/json', ...answer.headers })
        .end(answer.body)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answering: (given) => void (answer = given),
    end: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function roleAnswer(isDenied: boolean): string {
  if (isDenied) {
    return '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>told to</Message></Error></ErrorResponse>'
  }
  const expiration = new Date(Date.now() + roleLifeMs).toISOString()
  const given = `<AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>third</SecretAccessKey><SessionToken>session</SessionToken><Expiration>${expiration}</Expiration>`
  return `<AssumeRoleResponse><AssumeRoleResult><Credentials>${given}</Credentials></AssumeRoleResult></AssumeRoleResponse>`
}

const roleLifeMs = 3_600_000
