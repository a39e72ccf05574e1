#!/usr/bin/env python3
"""Makes the throw-away primes of the tests: `python3 make.py > primes.txt`. NOT REAL KEYS, never use them.

Rows: `bits HEX` for the pool; `close CLIMB P Q` for pairs that Fermat's method finds after so many steps;
`roca P Q` for primes as the faulty chip makes them. The seed is fixed, so that the file can be made again.
"""
import math
import random

dice = random.Random(20261122)
SMALL = [n for n in range(3, 2000) if all(n % d for d in range(2, math.isqrt(n) + 1))]


def is_prime(n):
    if any(n % d == 0 for d in SMALL):
        return n in SMALL
    s = ((n - 1) & (1 - n)).bit_length() - 1
    for _ in range(8):
        x = pow(dice.randrange(2, n - 1), (n - 1) >> s, n)
        if x in (1, n - 1):
            continue
        for _ in range(s - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def next_prime(n):
    n |= 1
    while not is_prime(n):
        n += 2
    return n


def prime(bits):
    """The two highest bits are set, so that products have the full length."""
    return next_prime(dice.getrandbits(bits) | 3 << (bits - 2))


def climb(p, q):
    return (p + q) // 2 - math.isqrt(p * q - 1) - 1


def close_pair(bits, steps):
    p = prime(bits)
    gap = 2 * math.isqrt(p * (2 * steps + 1)) if steps else 2
    q = next_prime(p + gap)
    assert climb(p, q) == steps, (steps, climb(p, q))
    return p, q


def roca_prime(bits):
    product = math.prod([2] + SMALL[:125])
    while True:
        residue = pow(65537, dice.getrandbits(60), product)
        p = dice.randrange(3 << (bits - 2), 1 << bits) // product * product + residue
        if p.bit_length() == bits and is_prime(p):
            return p


COUNTS = {512: 2, 1023: 1, 1024: 16, 1025: 1, 1535: 1, 1536: 4, 1537: 1, 2047: 1, 2048: 4, 2049: 1,
          4095: 1, 4096: 2, 4097: 1}
print("# Throw-away primes for tests, made by make.py. NOT REAL KEYS: never use them.")
for bits, count in COUNTS.items():
    for _ in range(count):
        print(bits, f"{prime(bits):x}")
for steps in (0, 1, 50, 108, 109, 110, 111, 1000):
    p, q = close_pair(1024, steps)
    print("close", steps, f"{p:x}", f"{q:x}")
for _ in range(2):
    print("roca", f"{roca_prime(1024):x}", f"{roca_prime(1024):x}")
