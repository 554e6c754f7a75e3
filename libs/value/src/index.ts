export { decodeJson, depthMax, readJson } from './json/decode.ts'
export type { DecodeOptions, Decoded } from './json/decode.ts'
export { encodeFloat, encodeJson, shapeOfJson } from './json/encode.ts'
export type { Writable } from './json/encode.ts'
export { JsonError } from './json/error.ts'
export type { JsonFault } from './json/error.ts'
export { escapeHtml, quoteJson } from './json/quote.ts'
export { JsonNumber, isJsonMap, setMember } from './json/value.ts'
export type { JsonMap, JsonValue } from './json/value.ts'
export { writeJson } from './json/write.ts'
export type { JsonMembers, JsonShape, JsonStyle } from './json/write.ts'
export { shortestOf } from './number/decimal.ts'
export type { Decimal } from './number/decimal.ts'
export { floatText, formatFloat } from './number/format-float.ts'
export type { FloatFormat } from './number/format-float.ts'
export { parseFloat64 } from './number/parse-float.ts'
export type { ParsedFloat } from './number/parse-float.ts'
export { parseInt64, parseUint64 } from './number/parse-int.ts'
export type { ParsedInt } from './number/parse-int.ts'
export { goSort } from './sort/go-sort.ts'
export type { Sortable } from './sort/sortable.ts'
export { compareUtf8 } from './text/order.ts'
export { placeIn } from './text/place.ts'
export type { Place, ShownPlace } from './text/place.ts'
export { SourceError } from './text/source-error.ts'
export type { Stage } from './text/source-error.ts'
export { power } from './number/power.ts'
export { fromRune, runeOf, runesOf } from './text/runes.ts'
export {
  byteLength,
  canonical,
  concat,
  fromBinary,
  fromBytes,
  isAscii,
  runeCount,
  sliceBytes,
  toBinary,
  toBytes,
  wellFormed,
} from './text/utf8.ts'
