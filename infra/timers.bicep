// The app's timers by name, as functions/ registers them. What watches them is made of this one list.

import { SilentAfter } from 'types.bicep'

@export()
@description('Names of all timers.')
var timers = ['poll-writeback', 'poll-agents', 'poll-reset-admins', 'notify']

@export()
@description('The names as a list in a Kusto query.')
var timerNames = join(map(timers, timer => '\'${timer}\''), ', ')

@export()
@description('Rows of a Kusto datatable: a timer and the minutes after which its silence is a finding.')
func silenceRows(after SilentAfter) string =>
  join(
    [
      '\'poll-writeback\', ${after.?pollWriteback ?? 15}'
      '\'poll-agents\', ${after.?pollAgents ?? 30}'
      '\'poll-reset-admins\', ${after.?pollResetAdmins ?? 15}'
      '\'notify\', ${after.?notify ?? 15}'
    ],
    ',\n'
  )
