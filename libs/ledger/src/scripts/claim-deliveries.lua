-- Claims deliveries: the first position that asks for a key has it; the same position may ask again.
-- KEYS[i]          key of delivery i
-- ARGV[2i-1]       its position in the stream, "<sequence>.<index>"
-- ARGV[2i]         how long the claim is kept, milliseconds
-- Reply: list with, per key, 1 when the caller's position has the claim and 0 when another had it before.
local passed = {}
for i = 1, #KEYS do
  local position = ARGV[2 * i - 1]
  if redis.call('SET', KEYS[i], position, 'NX', 'PX', ARGV[2 * i]) then
    passed[i] = 1
  elseif redis.call('GET', KEYS[i]) == position then
    passed[i] = 1
  else
    passed[i] = 0
  end
end
return passed
