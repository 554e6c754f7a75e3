import { evalGovaluate } from '../adapters/govaluate.ts'
import { writeOutput } from '../write-output.ts'
import type { Ask } from '../question.ts'

export const askGovaluate: Ask = ({ text, data }) => writeOutput(evalGovaluate({ expr: text, parameters: data ?? {} }))
