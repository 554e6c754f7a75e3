-- Gives each caller the next slot of its bucket: one slot an interval, and up to ten unused ones at once after idleness.
-- A caller that asks again has the same slot: a call that is repeated, or a message that comes again, takes no second one.
-- A bucket's value is the time of its next slot. Times are microseconds.
-- KEYS[2i-1]     bucket of caller i
-- KEYS[2i]       reservation of caller i
-- ARGV[1]        how far ahead a slot is given at most, microseconds
-- ARGV[2]        how long a reservation is remembered after its slot, milliseconds
-- ARGV[2i+1]     interval between the slots of caller i's bucket, microseconds
-- ARGV[2i+2]     unused slots that caller i's bucket keeps at most
-- Reply: per caller the microseconds until its slot, 0 when that has come, -1 when the next slot is too far ahead: none was
--   given then.
local bucketKept = 604800000
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local reply = {}
for i = 1, #KEYS / 2 do
  local bucket, reservation = KEYS[2 * i - 1], KEYS[2 * i]
  local interval, unused = tonumber(ARGV[2 * i + 1]), tonumber(ARGV[2 * i + 2])
  local slot = tonumber(redis.call('GET', reservation) or '')
  if not slot then
    local due = tonumber(redis.call('GET', bucket) or '') or now
    due = math.max(due, now - unused * interval)
    if due - now <= tonumber(ARGV[1]) then
      slot = due
      redis.call('SET', bucket, string.format('%.0f', due + interval), 'PX', bucketKept)
      local kept = math.ceil(math.max(0, due - now) / 1000) + ARGV[2]
      redis.call('SET', reservation, string.format('%.0f', slot), 'PX', string.format('%.0f', kept))
    end
  end
  reply[i] = slot and math.ceil(math.max(0, slot - now)) or -1
end
return reply
