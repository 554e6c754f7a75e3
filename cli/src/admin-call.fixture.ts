import { CliError } from './cli-error.ts'

const timeoutMs = 10_000

/** Calls a method of the admin API, as `SensorService/Pause`, over Connect's JSON form. */
export async function adminCall<T>(adminUrl: string, method: string, request: object): Promise<T> {
  const url = `${adminUrl}/millrace.admin.v1.${method}`
  let response: Response
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(request),
      signal: AbortSignal.timeout(timeoutMs),
    })
  } catch (cause) {
    throw new CliError(`the admin API does not answer at ${adminUrl}; look at: millrace logs`, { cause })
  }
  if (!response.ok) throw new CliError(refusal(response.status, await response.text()))
  // The schema of the answer is the caller's; a member that is missing is protobuf's default.
  return (await response.json()) as T
}

/** What an error of the API says, in its own words. */
function refusal(status: number, text: string): string {
  try {
    const { code, message } = JSON.parse(text) as { code?: unknown; message?: unknown }
    if (typeof code === 'string' && typeof message === 'string') return message
  } catch {
    // Not of the API: told as it is.
  }
  return `the admin API answered ${status}: ${text.slice(0, 500)}`
}
