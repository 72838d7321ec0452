-- SHA-256 (FIPS 180-4) for the chain over the change log: Redis offers Lua only SHA-1. What is hashed here is short, a
-- record's link; digests of contents come with them.

local constants, initial = {}, {}

-- The first 32 bits of the fractional parts of the roots of the first primes. Made when first needed: the
-- library `bit` is there only while a function runs.
local function prepare()
  local function fraction(root) return bit.tobit(math.floor((root % 1) * 4294967296)) end
  local candidate = 2
  while #constants < 64 do
    local prime = true
    for divisor = 2, math.floor(math.sqrt(candidate)) do
      if candidate % divisor == 0 then prime = false break end
    end
    if prime then
      constants[#constants + 1] = fraction(candidate ^ (1 / 3))
      if #initial < 8 then initial[#initial + 1] = fraction(math.sqrt(candidate)) end
    end
    candidate = candidate + 1
  end
end

local function sha256(message)
  if #constants == 0 then prepare() end
  local band, bnot, bxor, tobit = bit.band, bit.bnot, bit.bxor, bit.tobit
  local rotate, shift = bit.ror, bit.rshift
  local length = #message
  message = message .. '\128' .. string.rep('\0', (55 - length) % 64)
  local bits = {}
  for i = 7, 0, -1 do bits[#bits + 1] = string.char(math.floor(length * 8 / 256 ^ i) % 256) end
  message = message .. table.concat(bits)
  local state, words = {unpack(initial)}, {}
  for block = 1, #message, 64 do
    for i = 1, 16 do
      local a, b, c, d = string.byte(message, block + i * 4 - 4, block + i * 4 - 1)
      words[i] = tobit(a * 16777216 + b * 65536 + c * 256 + d)
    end
    for i = 17, 64 do
      local x, y = words[i - 15], words[i - 2]
      words[i] = tobit(words[i - 16] + bxor(rotate(x, 7), rotate(x, 18), shift(x, 3)) + words[i - 7]
        + bxor(rotate(y, 17), rotate(y, 19), shift(y, 10)))
    end
    local a, b, c, d, e, f, g, h = unpack(state)
    for i = 1, 64 do
      local first = h + bxor(rotate(e, 6), rotate(e, 11), rotate(e, 25))
        + bxor(band(e, f), band(bnot(e), g)) + constants[i] + words[i]
      local second = bxor(rotate(a, 2), rotate(a, 13), rotate(a, 22))
        + bxor(band(a, b), band(a, c), band(b, c))
      h, g, f, e, d, c, b, a = g, f, e, tobit(d + first), c, b, a, tobit(first + second)
    end
    for i, word in ipairs({a, b, c, d, e, f, g, h}) do state[i] = tobit(state[i] + word) end
  end
  local digest = {}
  for i, word in ipairs(state) do digest[i] = bit.tohex(word) end
  return table.concat(digest)
end
