#!/usr/bin/env python3
"""Runs the chip image of one tile in plain Python integers and prints what every instruction computes.

    python3 scripts/check_numerics.py IMAGE_DIRECTORY [--temperature-code N] [--seed N] [--new-tokens N] TOKEN...

An independent reading of docs/isa.md and docs/core.md section 5, for small models: it knows the memory files and image.json and nothing of the Java
code. Output, one line each: "digest POSITION INSTRUCTION HASH SATURATIONS" for every instruction and
"token POSITION TOKEN LOGIT_HASH" for every position, where LOGIT_HASH folds all logits so far.
"""
import argparse
import json
import pathlib

MASK64 = (1 << 64) - 1
EMPTY = 0xCBF29CE484222325
RESIDUAL, GAIN, PLAIN, POSITION = 1, 2, 4, 32
NAMES = (None, "take_token", "embed", "arrive", "linear", "norm", "rope", "key", "value", "scores", "attend", "silu",
         "product", "table", "send", "sample", "reload", "clamp_nodes")


def fold(digest, value):
    return ((digest ^ (value & MASK64)) * 0x100000001B3) & MASK64


def rounded(x, n):
    """x * 2^-n, to the nearest integer, halves upwards."""
    return x << -n if n <= 0 else (2 * x + (1 << n)) >> (n + 1)


def signed(bits, width):
    return bits - (1 << width) if bits >> (width - 1) else bits


def fields(word, *widths):
    """Splits a word from its lowest bits on; a negative width is a signed field."""
    result = []
    for width in widths:
        size = abs(width)
        value = word & ((1 << size) - 1)
        result.append(signed(value, size) if width < 0 else value)
        word >>= size
    return result


class Image:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        manifest = json.loads((self.folder / "image.json").read_text())
        core = manifest["core"]
        if core["tileRows"] * core["tileColumns"] != 1:
            raise SystemExit("this checker runs images of one tile, perhaps you should generate one for a single tile")
        self.n = core["numerics"]
        self.lanes, self.segment, self.share = core["lanes"], core["segmentLanes"], core["kvShare"]
        self.groups, self.context = core["depths"]["stateGroups"], core["depths"]["context"]
        self.key_rows = core["depths"]["keyValues"]
        self.vocabulary = manifest["vocabulary"]
        self.polynomial = manifest["lfsrPolynomial"] & 0xFFFFFFFF
        n, lanes = self.n, self.lanes
        self.couplings = [fields(w, *[-n["couplingBits"]] * lanes) for w in self.words("tile0_coupling")]
        scale = [n["scaleBits"], -8] + ([17] if core["trajectory"] else [])
        self.unit = core["unitLanes"]  # lanes of a settle unit: a word of scale or gain memory holds one lane of each
        flat = self.by_lane("tile0_scale", scale)
        self.scales = [flat[i:i + lanes] for i in range(0, len(flat), lanes)]
        self.gains = [g for g, in self.by_lane("tile0_gain", [-18])]
        self.rope = [fields(w, *[-n["ropeBits"]] * self.segment) for w in self.words("rope")]
        self.exponential = self.words("exponential")
        self.node_table = [signed(w, 16) for w in self.words("nodetable")]
        self.descriptors = [fields(w, 5, 11, 16, 16, 16, 16, -8, -8, 8, 16) for w in self.words("tile0_descriptor")]
        self.program = [fields(w, 8, 16, 32, 8) for w in self.words("tile0_program") if w]

    def by_lane(self, name, widths):
        units, words, flat = self.lanes // self.unit, self.words(name), []
        for first in range(0, len(words), self.unit):
            phases = [fields(word, *widths * units) for word in words[first:first + self.unit]]
            for lane in range(self.lanes):
                at = lane // self.unit * len(widths)
                flat.append(phases[lane % self.unit][at:at + len(widths)])
        return flat

    def words(self, name):
        return [int(line, 16) for line in (self.folder / (name + ".mem")).read_text().split()]


class Machine:
    def __init__(self, image, temperature_code, seed):
        self.image, self.lanes = image, image.lanes
        self.state = [0] * (image.groups * image.lanes)
        self.keys, self.values = {}, {}
        self.temperature_code, self.register = temperature_code, seed
        self.saturations, self.out = 0, []

    # Arithmetic of section 3

    def clamp(self, x, bits):
        limit = 1 << (bits - 1)
        return -limit if x < -limit else limit - 1 if x >= limit else x

    def node(self, x, bits):
        y = self.clamp(x, bits)
        self.saturations += y != x
        return y

    def exp(self, t):
        n, table = self.image.n, self.image.exponential
        octaves = n["exponential"] != "TAYLOR3"
        if t >= (n["weightFraction"] + 2 if octaves else 4) << n["exponentFraction"]:
            return 0
        octave = t >> n["exponentFraction"] if octaves else 0
        return rounded(table[t % len(table)], octave + n["tableFraction"] - n["weightFraction"])

    def divide(self, b, h, growth, steps, plain):
        n = self.image.n
        wide, guard, address_bits = n["divisorBits"], n["guardBits"], n["reciprocalTableBits"]
        e = (h - 1).bit_length()
        hn, bn = rounded(h, e - wide), rounded(b, e - growth - guard)
        entry = min(hn >> (wide - 1 - address_bits), (2 << address_bits) - 1) - (1 << address_bits)
        estimate = 1 << 14 if plain else round((1 << 15) / (1 + (entry + 0.5) / (1 << address_bits)))
        y = 0
        for _ in range(steps):
            y += rounded((bn - rounded(hn * y, wide)) * estimate, 14)
        return rounded(y, guard)

    def rsqrt(self, v):
        n = self.image.n
        fr, fm = n["rsqrtFraction"], n["rsqrtInputFraction"]
        e = (v.bit_length() + 1) // 2
        m = rounded(v, 2 * e - fm)
        r = round(2.13274 * (1 << fr)) - rounded(79872 * m, 16 + fm - fr)
        for _ in range(n["rsqrtSteps"]):
            rest = (1 << fr) - rounded(m * rounded(r * r, fr), fm)
            r = min(r + rounded(r * rest, fr + 1), (2 << fr) - 1)
        return r, e

    # State

    def vector(self, group, count):
        return self.state[group * self.lanes:group * self.lanes + count]

    def write(self, group, nodes):
        size = -(-len(nodes) // self.lanes) * self.lanes
        start = group * self.lanes
        self.state[start:start + size] = nodes + [0] * (size - len(nodes))
        self.out += nodes

    def stored_lane(self, lane):
        head, channel = divmod(lane, self.image.segment)
        return head // self.image.share * self.image.segment + channel

    # Functions of section 4; f is the descriptor, a the address, g the group

    def run(self, token, position, offered):
        self.token, self.position, self.offered = token, position, offered
        for pc, (descriptor, group, address, _) in enumerate(self.image.program):
            code, flags, *rest = self.image.descriptors[descriptor]
            names = ("source", "second", "count", "valid", "shift", "shift2", "bits", "steps")
            self.saturations, self.out = 0, []
            getattr(self, NAMES[code])(dict(zip(names, rest), flags=flags), address, group)
            digest = EMPTY
            for value in self.out:
                digest = fold(digest, value)
            yield pc, digest, self.saturations

    def take_token(self, f, a, g):
        self.write(g, [self.token, self.position])

    def embed(self, f, a, g):
        row, lane = divmod(self.token, self.lanes)
        row -= f["source"]
        m, shift = self.image.scales[(a >> 20) + row][lane][:2]
        start = (a & 0xFFFFF) + row * f["count"]
        column = [word[lane] for word in self.image.couplings[start:start + f["count"]]]
        self.write(g, [self.node(rounded(j * m, shift + f["shift"]), f["bits"]) for j in column])

    def linear(self, f, a, g):
        x = self.vector(f["source"], f["count"])
        words = self.image.couplings[a & 0xFFFFF:(a & 0xFFFFF) + f["count"]]
        scales = self.image.scales[a >> 20]
        guard = self.image.n["guardBits"] if f["steps"] else 0
        y = []
        for lane in range(f["valid"]):
            total = sum(word[lane] * node for word, node in zip(words, x))
            y.append(rounded(total * scales[lane][0], scales[lane][1] - guard))
        if f["steps"]:
            target, y = y, [0] * len(y)
            for _ in range(f["steps"]):
                y = [now + rounded((end - now) * scale[2], 16) for now, end, scale in zip(y, target, scales)]
                self.out += y
            y = [rounded(node, guard) for node in y]
        if f["flags"] & RESIDUAL:
            nodes = []
            for now, node in zip(self.vector(f["second"], len(y)), y):
                branch = self.clamp(node, 32)
                nodes.append(self.clamp(now + branch, f["bits"]))
                self.saturations += branch != node or nodes[-1] != now + branch
        else:
            nodes = [self.node(node, f["bits"]) for node in y]
        self.write(g, nodes)

    def norm(self, f, a, g):
        x = self.vector(f["source"], f["count"])
        r, e = self.rsqrt(a + sum(node * node for node in x))
        u = [rounded(node * r, f["shift"] + e) for node in x]
        if f["flags"] & GAIN:
            gains = self.image.gains[f["second"] * self.lanes:]
            u = [rounded(node * gain, f["shift2"]) for node, gain in zip(u, gains)]
        self.write(g, [self.node(node, f["bits"]) for node in u])

    def turned(self, f, valid):
        x, table = self.vector(f["source"], self.lanes), self.image.rope[self.position]
        nodes = []
        for lane in range(valid):
            pair = lane % self.image.segment // 2
            c, s = table[2 * pair], table[2 * pair + 1]
            even, odd = x[lane & ~1], x[lane | 1]
            nodes.append(self.node(rounded(even * s + odd * c if lane & 1 else even * c - odd * s, f["shift"]), f["bits"]))
        return nodes

    def rope(self, f, a, g):
        self.write(g, self.turned(f, f["valid"]))

    def key(self, f, a, g):
        row = self.turned(f, min(f["valid"], self.lanes // self.image.share))
        self.keys[a + self.position] = row + [0] * (self.lanes - len(row))
        self.out += row

    def value(self, f, a, g):
        stored = self.lanes // self.image.share
        first = stored if 2 * stored <= self.lanes else 0
        x = self.vector(f["source"], self.lanes)[first:first + min(f["valid"], stored)]
        row = [self.node(node, f["bits"]) for node in x]
        self.values[a + self.position] = row + [0] * (self.lanes - len(row))
        self.out += row

    def scores(self, f, a, g):
        q, size = self.vector(f["source"], self.lanes), self.image.segment
        self.score = []
        for row in range(a, a + self.position + 1):
            key = self.keys[row]
            products = [q[lane] * key[self.stored_lane(lane)] for lane in range(f["count"] * size)]
            self.score.append([sum(products[i:i + size]) for i in range(0, len(products), size)])
            self.out += self.score[-1]

    def attend(self, f, a, g):
        segments = range(f["count"])
        top = [max(row[s] for row in self.score) for s in segments]
        weights = [[self.exp(rounded(top[s] - row[s], f["shift"])) for s in segments] for row in self.score]
        sums = [sum(row[s] for row in weights) for s in segments]
        for row in weights + [sums]:
            self.out += row
        nodes = []
        for lane in range(f["count"] * self.image.segment):
            s, stored = lane // self.image.segment, self.stored_lane(lane)
            current = sum(row[s] * self.values[a + j][stored] for j, row in enumerate(weights))
            y = self.divide(current, sums[s], f["shift2"], f["steps"], f["flags"] & PLAIN)
            nodes.append(self.node(y, f["bits"]))
        self.write(g, nodes)

    def silu(self, f, a, g):
        one, nodes = 1 << self.image.n["weightFraction"], []
        for x in self.vector(f["source"], f["valid"]):
            weight = self.exp(rounded(abs(x), f["shift"]))
            y = self.divide(x * (weight if x < 0 else one), one + weight, f["shift2"], f["steps"], f["flags"] & PLAIN)
            nodes.append(self.node(y, f["bits"]))
        self.write(g, nodes)

    def product(self, f, a, g):
        pairs = zip(self.vector(f["source"], f["valid"]), self.vector(f["second"], f["valid"]))
        self.write(g, [self.node(rounded(x * y, f["shift"]), f["bits"]) for x, y in pairs])

    def table(self, f, a, g):
        rows = [min(max(rounded(x, f["shift"]) + 512, 0), 1023) for x in self.vector(f["source"], f["valid"])]
        self.write(g, [self.node(self.image.node_table[row], f["bits"]) for row in rows])

    def clamp_nodes(self, f, a, g):
        held = range(f["valid"]) if not f["flags"] & POSITION else [self.position - a]
        constant = rounded(1 << 14, f["shift"])
        self.write(g, [self.node(constant if lane in held else 0, f["bits"]) for lane in range(f["valid"])])

    def sample(self, f, a, g):
        self.logits = logits = self.vector(f["source"], f["count"])
        top = max(logits)
        self.sampled = logits.index(top)
        if self.offered and self.temperature_code:
            for _ in range(32):
                self.register = self.register >> 1 ^ (self.image.polynomial if self.register & 1 else 0)
            weights = [self.exp(rounded((top - logit) * self.temperature_code, f["shift"])) for logit in logits]
            threshold, total = self.register * sum(weights) >> 32, 0
            for self.sampled, weight in enumerate(weights):
                total += weight
                if total > threshold:
                    break
        self.out = [self.sampled]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("image")
    parser.add_argument("tokens", nargs="+", type=int)
    parser.add_argument("--temperature-code", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--new-tokens", type=int, default=1)
    arguments = parser.parse_args()
    image = Image(arguments.image)
    machine = Machine(image, arguments.temperature_code, arguments.seed)
    logit_hash, following = EMPTY, None
    for position in range(min(image.context, len(arguments.tokens) - 1 + arguments.new_tokens)):
        token = arguments.tokens[position] if position < len(arguments.tokens) else following
        for pc, digest, saturations in machine.run(token, position, position >= len(arguments.tokens) - 1):
            print("digest", position, pc, "%016x" % digest, saturations)
        following = machine.sampled
        for logit in machine.logits:
            logit_hash = fold(logit_hash, logit)
        print("token", position, following, "%016x" % logit_hash)


main()
