"""Records of calls as a client writes them into its ring, by docs/formats.md."""

import struct
import time

import ring_forgery

MASK = (1 << 64) - 1
PRIMES = (0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5)
RESULTS = ("ok", "error", "timeout", "rate_limited", "content_policy", "cancelled")


def _turned(value, bits):
    return (value << bits | value >> (64 - bits)) & MASK


def _round(lane, word):
    return _turned((lane + word * PRIMES[1]) & MASK, 31) * PRIMES[0] & MASK


def xxh64(data, seed=0):
    """XXH64, as its specification has it."""
    at, length = 0, len(data)
    if length >= 32:
        lanes = [seed + PRIMES[0] + PRIMES[1], seed + PRIMES[1], seed, seed - PRIMES[0]]
        while at + 32 <= length:
            words = struct.unpack_from("<4Q", data, at)
            lanes = [_round(lane & MASK, word) for lane, word in zip(lanes, words)]
            at += 32
        value = sum(_turned(lane, bits) for lane, bits in zip(lanes, (1, 7, 12, 18))) & MASK
        for lane in lanes:
            value = ((value ^ _round(0, lane)) * PRIMES[0] + PRIMES[3]) & MASK
    else:
        value = (seed + PRIMES[4]) & MASK
    value = (value + length) & MASK
    while at + 8 <= length:
        value = (_turned(value ^ _round(0, struct.unpack_from("<Q", data, at)[0]), 27) * PRIMES[0] + PRIMES[3]) & MASK
        at += 8
    if at + 4 <= length:
        value = (_turned(value ^ struct.unpack_from("<I", data, at)[0] * PRIMES[0] & MASK, 23) * PRIMES[1]
                 + PRIMES[2]) & MASK
        at += 4
    for byte in data[at:]:
        value = _turned(value ^ byte * PRIMES[4] & MASK, 11) * PRIMES[0] & MASK
    value = (value ^ value >> 33) * PRIMES[1] & MASK
    value = (value ^ value >> 29) * PRIMES[2] & MASK
    return value ^ value >> 32


def call(result="ok", *, decision, feature="chat", variant="stable", attempt=1, weight=1.0, unit=0, begins=False,
         latency_ns=1_000_000, input_tokens=0):
    """The payload of a call's end, or of its beginning."""
    return struct.pack(
        "<BBBBI10Q3Ifq", 1 if begins else 2, RESULTS.index(result), attempt, 1, 0, xxh64(feature.encode()),
        xxh64(variant.encode()), 0, 0, decision >> 64, decision & MASK, unit >> 64, unit & MASK,
        0 if begins else latency_ns, 0, input_tokens, 0, 0, weight, -1)


def ring(payloads, cells=None):
    """A ring that holds these calls, made now."""
    cells = cells or max(16, 1 << (len(payloads) - 1).bit_length())
    now = time.monotonic_ns()
    body = bytearray()
    for position, payload in enumerate(payloads):
        checksum = xxh64(payload, now) & 0xFFFFFFFF
        head = struct.pack("<QQII", position + 1, now, len(payload), checksum)
        body += (head + payload).ljust(ring_forgery.CELL_SIZE, b"\0")
    return ring_forgery.ring(cells, len(payloads), body=bytes(body))
