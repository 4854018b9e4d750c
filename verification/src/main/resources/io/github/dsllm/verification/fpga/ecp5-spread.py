# Read by nextpnr-ecp5 before it packs (--pre-pack): spreads a design over its part, so that it does not run out of wires where it is densest.
#
# The static placer fills a part to 70 % with cells that take room and that the cells of the design push away, so that a design stands as densely as if it filled
# the part to 70 %, however small it is. Here whole rows of sites, evenly spaced, are taken by cells without connections instead: the design, which may not be
# there, spreads over the other rows, and the wires of the empty rows are for it too. Rows stay whole because carry chains run along them. As many rows stay empty
# as fill the part to FILL, but no more than MOST of them.

FILL = 0.63
MOST = 1 / 3
TABLES = {"LUT4": 1, "CCU2C": 2, "TRELLIS_DPR16X4": 6}
SITES = {"TRELLIS_COMB": "LUT4", "TRELLIS_FF": "TRELLIS_FF"}

bels = [(bel, ctx.getBelType(bel), ctx.getBelLocation(bel).y) for bel in ctx.getBels()]
bels = [(bel, kind, y) for bel, kind, y in bels if kind in SITES]
sites = [y for _, kind, y in bels if kind == "TRELLIS_COMB"]
rows = sorted(set(sites))
used = sum(TABLES.get(cell.type, 0) for _, cell in ctx.cells)
share = min(MOST, max(0.0, FILL - used / len(sites)))
empty = {y for n, y in enumerate(rows) if int((n + 1) * share) > int(n * share)}

count = 0
for bel, kind, y in bels:
    if y in empty:
        cell = ctx.createCell("spacer_%d" % count, SITES[kind])
        cell.setAttr("BEL", bel)
        count += 1
print("spread: %d of %d rows stay empty beside %d tables" % (len(empty), len(rows), used))
