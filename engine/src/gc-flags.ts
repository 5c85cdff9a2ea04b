/**
 * How a serving process collects garbage: on its own thread, and of a larger nursery. One process to a core is what `--workers` is for; helpers of several collectors would take that core from a process that answers, for up to 20 ms
 * at a time where it has much memory to mark. Seen with two processes on two cores and eight clients: p95 9.2 instead of 9.7 ms, p99 13 instead of 15.
 */
export const gcFlags: readonly string[] = ['--single-threaded-gc', '--max-semi-space-size=32']

/** Those of `gcFlags` that whoever started the server has not set otherwise. */
export function gcFlagsBeside(execArgv: readonly string[], nodeOptions = ''): string[] {
  const given = [...execArgv, ...nodeOptions.split(/\s+/)].map(flagName)
  return gcFlags.filter((flag) => !given.includes(flagName(flag)) && !given.includes(`no-${flagName(flag)}`))
}

/** The runtime takes `_` for `-`. */
function flagName(flag: string): string {
  return flag.replace(/^--/, '').replace(/=.*/s, '').replaceAll('_', '-')
}
