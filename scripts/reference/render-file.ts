import {
  getOption,
  hasOption,
  type DescEnum,
  type DescField,
  type DescFile,
  type DescMessage,
  type DescService,
} from '@bufbuild/protobuf'
import { ScalarType } from '@bufbuild/protobuf'
import { access, deadline_ms as deadlineOption } from '../../libs/protocol/src/gen/millrace/admin/v1/options_pb.ts'
import { commentOf, headOf } from './comments.ts'
import { cell, table } from './markdown.ts'
import { isChoiceRequired, rulesText } from './rules-text.ts'

/** A page and the file that it explains. */
export interface Page {
  readonly file: DescFile
  /** Name of the page, as `events.md`. */
  readonly name: string
}

/** One proto file as a page of Markdown. `pages`: for links to the messages of others. */
export function renderFile(file: DescFile, pages: readonly Page[]): string {
  const parts = [
    `# ${file.proto.name}`,
    headOf(file),
    ...file.services.flatMap((service) => renderService(service, pages)),
    ...file.messages.flatMap((message) => renderMessage(message, pages)),
    ...file.enums.flatMap(renderEnum),
  ]
  return `<!-- Written by npm run generate from the protos; changes here are lost. -->\n\n${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function renderService(service: DescService, pages: readonly Page[]): string[] {
  return [
    `## ${service.name}`,
    commentOf(service),
    ...service.methods.flatMap((method) => {
      const { verb, resource, audited } = hasOption(method, access)
        ? getOption(method, access)
        : { verb: '', resource: '', audited: false }
      const deadlineMs = getOption(method, deadlineOption)
      const facts = [
        verb === '' ? '' : `right: \`${verb}\` on \`${resource}\``,
        deadlineMs === 0 ? '' : `deadline: ${deadlineMs / 1_000} s`,
        audited ? 'audited' : '',
      ].filter((fact) => fact !== '')
      const answer = method.methodKind === 'server_streaming' ? 'a stream of ' : ''
      return [
        `### ${service.name}/${method.name}`,
        commentOf(method),
        `${linkTo(method.input, pages)} → ${answer}${linkTo(method.output, pages)}${facts.length === 0 ? '' : ` · ${facts.join(' · ')}`}`,
      ]
    }),
  ]
}

function renderMessage(message: DescMessage, pages: readonly Page[]): string[] {
  if (message.proto.options?.mapEntry === true) return []
  const nested = message.nestedMessages.flatMap((one) => renderMessage(one, pages))
  const required = message.oneofs
    .filter(isChoiceRequired)
    .map(({ fields }) => fields.map(({ name }) => `\`${name}\``).join(', '))
  return [
    `## ${message.typeName.split('.').slice(3).join('.')}`,
    commentOf(message),
    message.fields.length === 0
      ? 'It has no fields.'
      : table(
          ['field', 'type', 'rules', 'what it means'],
          message.fields.map((field) => [
            `\`${field.name}\``,
            typeOf(field, pages),
            cell(rulesText(field)),
            cell(`${field.oneof === undefined ? '' : 'One of a choice. '}${commentOf(field)}`),
          ]),
        ),
    ...required.map((names) => `One of ${names} must be set.`),
    ...nested,
    ...message.nestedEnums.flatMap(renderEnum),
  ]
}

function renderEnum(type: DescEnum): string[] {
  const rows = type.values.map((value) => [`\`${value.name}\``, String(value.number), cell(commentOf(value))])
  return [`## ${type.name}`, commentOf(type), table(['value', 'number', 'what it means'], rows)]
}

function typeOf(field: DescField, pages: readonly Page[]): string {
  switch (field.fieldKind) {
    case 'scalar':
      return scalarName(field.scalar)
    case 'enum':
      return linkTo(field.enum, pages)
    case 'message':
      return linkTo(field.message, pages)
    case 'list':
      return `list of ${field.listKind === 'scalar' ? scalarName(field.scalar) : linkTo(field.listKind === 'enum' ? field.enum : field.message, pages)}`
    case 'map': {
      const value =
        field.mapKind === 'scalar'
          ? scalarName(field.scalar)
          : linkTo(field.mapKind === 'enum' ? field.enum : field.message, pages)
      return `map of ${scalarName(field.mapKey)} to ${value}`
    }
    default:
      return field satisfies never
  }
}

const scalarName = (type: ScalarType): string => (ScalarType[type] ?? '').toLowerCase()

/** Markdown's own anchors: the heading in lower case, without dots. */
function linkTo(type: DescMessage | DescEnum, pages: readonly Page[]): string {
  const page = pages.find(({ file }) => file === type.file || file.proto.name === type.file.proto.name)
  const name = type.typeName.split('.').slice(3).join('.')
  if (page === undefined) return `\`${type.typeName}\``
  return `[${name}](${page.name}#${name.toLowerCase().replaceAll('.', '')})`
}
