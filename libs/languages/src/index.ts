export { sensorLanguages } from './languages.ts'
export { checkTexts } from './check/check-texts.ts'
export { compileFault, faultOf } from './check/compile-fault.ts'
export type { TextFault } from './check/compile-fault.ts'
