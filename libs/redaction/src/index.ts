export { marksFinder } from './marks-finder.ts'
export { readPath, type RedactPath } from './path.ts'
export { redactJson, redactText, redactedMark, type Redacted, type RedactRules } from './redact-json.ts'
