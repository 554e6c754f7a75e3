import type { Check } from '../validate/check.ts'
import { parseStreamConfig, type StreamConfig } from './stream-config.ts'

/** Reports what is wrong with a bus’s `streamConfig` and gives what it says. */
export function checkStreamConfig(
  bus: { readonly streamConfig?: string },
  text: string | undefined,
  check: Check,
): StreamConfig | undefined {
  if (text === undefined) return undefined
  const { config, faults } = parseStreamConfig(text)
  for (const { severity, code, message, remedy } of faults)
    check[severity](code, bus, ['streamConfig'], message, remedy)
  return config
}
