import type { DescEnum, DescExtension, DescFile, DescMessage, DescService } from '@bufbuild/protobuf'

/** Finds the file that declares a thing, among the files of some services and all they import. */
export interface DescriptorIndex {
  file(name: string): DescFile | undefined
  /** By full name: service, method, message, field, oneof, enum, enum value or extension. */
  symbol(name: string): DescFile | undefined
  extension(typeName: string, number: number): DescFile | undefined
  extensionNumbers(typeName: string): readonly number[] | undefined
}

/**
 * Indexes the services' files, and others that clients may ask for, such as those of error details. Built when somebody first
 * asks: most servers are never reflected on.
 */
export function indexDescriptors(services: readonly DescService[], others: readonly DescFile[] = []): DescriptorIndex {
  const files = new Map<string, DescFile>()
  const symbols = new Map<string, DescFile>()
  const messages = new Set<string>()
  const extensions = new Map<string, Map<number, DescFile>>()
  for (const first of [...services.map(({ file }) => file), ...others]) {
    for (const file of withDependencies(first)) files.set(file.proto.name, file)
  }
  for (const file of files.values()) {
    for (const name of namesIn(file)) symbols.set(name, file)
    for (const message of allMessages(file.messages)) messages.add(message.typeName)
    for (const extension of extensionsOf(file)) {
      const of = extensions.get(extension.extendee.typeName) ?? new Map<number, DescFile>()
      extensions.set(extension.extendee.typeName, of.set(extension.number, file))
    }
  }
  return {
    file: (name) => files.get(name),
    symbol: (name) => symbols.get(name),
    extension: (typeName, number) => extensions.get(typeName)?.get(number),
    extensionNumbers(typeName) {
      const numbers = extensions.get(typeName)
      if (numbers !== undefined) return [...numbers.keys()]
      return messages.has(typeName) ? [] : undefined
    },
  }
}

/** The file and all it imports, itself first, each once. */
export function withDependencies(file: DescFile): readonly DescFile[] {
  const seen = new Set([file])
  // A set that grows is walked to its end.
  for (const each of seen) for (const dependency of each.dependencies) seen.add(dependency)
  return [...seen]
}

function* namesIn(file: DescFile): Generator<string> {
  for (const service of file.services) {
    yield service.typeName
    for (const method of service.methods) yield `${service.typeName}.${method.name}`
  }
  for (const extension of extensionsOf(file)) yield extension.typeName
  for (const type of file.enums) yield* namesOfEnum(type)
  for (const message of allMessages(file.messages)) {
    yield message.typeName
    for (const member of [...message.fields, ...message.oneofs]) yield `${message.typeName}.${member.name}`
    for (const type of message.nestedEnums) yield* namesOfEnum(type)
  }
}

function* namesOfEnum(type: DescEnum): Generator<string> {
  yield type.typeName
  // Values live beside their enum, not within it.
  const scope = type.typeName.slice(0, -type.name.length)
  for (const value of type.values) yield scope + value.name
}

function* allMessages(messages: readonly DescMessage[]): Generator<DescMessage> {
  for (const message of messages) {
    yield message
    yield* allMessages(message.nestedMessages)
  }
}

function* extensionsOf(file: DescFile): Generator<DescExtension> {
  yield* file.extensions
  for (const message of allMessages(file.messages)) yield* message.nestedExtensions
}
