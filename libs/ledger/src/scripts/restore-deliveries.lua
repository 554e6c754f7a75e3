-- Claims deliveries again that are known to have passed.
-- KEYS[i]          key of delivery i
-- ARGV[2i-1]       the position that claimed it, "<sequence>.<index>"
-- ARGV[2i]         how long the claim is kept yet, milliseconds
-- Reply: per key 1 when it had been forgotten, 0 when it was claimed.
local reply = {}
for i = 1, #KEYS do
  reply[i] = redis.call('SET', KEYS[i], ARGV[2 * i - 1], 'NX', 'PX', ARGV[2 * i]) and 1 or 0
end
return reply
