import { headOf } from './comments.ts'
import { table } from './markdown.ts'
import type { Page } from './render-file.ts'

/** The page that leads to the others. */
export function renderIndex(pages: readonly Page[]): string {
  const rows = pages
    .filter(({ name }) => name !== 'options.md')
    .map(({ file, name }) => [
      `[${name.replace('.md', '')}](${name})`,
      file.services.map((service) => `\`${service.typeName}\``).join(', '),
      headOf(file),
    ])
  return `<!-- Written by npm run generate from the protos; changes here are lost. -->

# Reference of the APIs

\`millrace.admin.v1\` is served as gRPC, gRPC-web and Connect on one port, 7070 by default, with health and reflection:

    grpcurl -plaintext localhost:7070 list
    curl -H 'Content-Type: application/json' -d '{}' http://localhost:7070/millrace.admin.v1.SystemService/Health

Times in requests are \`google.protobuf.Timestamp\`; times of what happened are microseconds since the Unix epoch. Lists come in pages:
\`next_page_token\` of an answer is \`page_token\` of the next request, with nothing else changed. Fields that a request does not have
are refused. [The guide](../../guides/admin-api.md) says who may call what.

${table(['page', 'services', 'about'], rows)}
`
}
