import { getOption, type DescFile } from '@bufbuild/protobuf'
import { fault } from '../../libs/protocol/src/gen/millrace/admin/v1/options_pb.ts'
import { commentOf, headOf } from './comments.ts'
import { cell, table } from './markdown.ts'

/** The table of error reasons as a page of Markdown. */
export function renderErrors(file: DescFile): string {
  const rows = file.enums.flatMap(({ values }) =>
    values
      .filter(({ number }) => number !== 0)
      .map((value) => {
        const { code, retryable, remedy } = getOption(value, fault)
        const reason = value.name.replace('ERROR_REASON_', '')
        return [`\`${reason}\``, `\`${code}\``, retryable ? 'yes' : 'no', cell(commentOf(value)), cell(remedy)]
      }),
  )
  return `<!-- Written by npm run generate from the protos; changes here are lost. -->

# Errors of the admin API

${headOf(file)}
The \`google.rpc.ErrorInfo\` has the domain \`millrace.io\` and the reason as it stands here; its metadata has the remedy. A
\`google.rpc.BadRequest\` names each field that breaks its rules; a \`google.rpc.RetryInfo\` says that the same call may succeed later.

${table(['reason', 'code', 'may succeed later', 'what happened', 'what to do'], rows)}
`
}
