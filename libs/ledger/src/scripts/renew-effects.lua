-- Prolongs leases. KEYS[i] key; ARGV[1] length of the lease, ms; ARGV[2] how long a key is remembered, ms;
-- ARGV[2+i] fencing token of key i. Reply: per key 1 while the token holds the claim, else 0.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local reply = {}
for i = 1, #KEYS do
  local value = redis.call('GET', KEYS[i])
  local token, holder = string.match(value or '', '^c|(%d+)|%d+|(.*)$')
  if token == ARGV[2 + i] then
    redis.call('SET', KEYS[i], 'c|' .. token .. '|' .. (now + ARGV[1]) .. '|' .. holder, 'PX', ARGV[2])
    reply[i] = 1
  else
    reply[i] = 0
  end
end
return reply
