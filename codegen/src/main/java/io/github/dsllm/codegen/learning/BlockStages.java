package io.github.dsllm.codegen.learning;

import io.github.dsllm.codegen.isa.DescriptorBuilder;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.learning.BlockImage.NodeTables;
import io.github.dsllm.codegen.learning.LaneProgram.Couplings;
import io.github.dsllm.codegen.learning.LaneProgram.Value;

/**
 * The stages of a block, forward and back, in the order of docs/training.md §3. Names: a value v that flows forward has {@code statePlaces} binary places, its adjoint dv has {@code currentPlaces}.
 * In attention, position t stands in lane t.
 */
final class BlockStages {
    private static final int FRACTION = 12;
    private static final int EPSILON = 1;

    private final LearningBlock block;
    private final LaneProgram program;
    private final BlockCouplings couplings;
    private final Value one;
    private final Value two;
    private final int places;
    private final int rootFraction;
    private final int positions;
    private final int masterBits;
    private final int settle;
    private final int straight;
    private final int perRoot;
    private final int perWidth;
    private final int quarter;
    private final Couplings identity;
    private final Couplings negative;
    private final Couplings difference;
    private final Couplings mean;
    private final Couplings negativeMean;
    private final Couplings allPositions;
    private final Couplings negativeAllPositions;
    private final Couplings channelSums;
    private final Couplings positionSums;
    private final Couplings[] spread;

    BlockStages(
            LearningBlock block,
            LearningCore core,
            LaneProgram program,
            BlockCouplings couplings,
            Value one,
            Value two) {
        this.block = block;
        this.program = program;
        this.couplings = couplings;
        this.one = one;
        this.two = two;
        this.places = block.statePlaces();
        this.rootFraction = core.numerics().rsqrtFraction();
        this.positions = block.positions();
        this.masterBits = core.training().masterBits();
        this.settle = program.scale(1, block.format().couplingPlaces());
        this.straight = program.scale(1, 0);
        this.perRoot = program.scale((int) Math.round((1 << FRACTION) / Math.sqrt(block.width())), FRACTION);
        this.perWidth = program.scale(Math.round((float) (1 << FRACTION) / block.width()), FRACTION);
        this.quarter = program.scale(1, 2);
        int lanes = core.lanes();
        int width = block.width();
        this.identity = program.couplings(lanes, lanes, (i, j) -> i == j ? 1 : 0);
        this.negative = program.couplings(lanes, lanes, (i, j) -> i == j ? -1 : 0);
        this.difference = program.couplings(2 * lanes, block.hidden(), (i, j) -> i == j ? 1 : i + lanes == j ? -1 : 0);
        this.mean = program.couplings(width, width, (i, j) -> 1);
        this.negativeMean = program.couplings(width, width, (i, j) -> -1);
        this.allPositions = program.couplings(positions, positions, (i, j) -> 1);
        this.negativeAllPositions = program.couplings(positions, positions, (i, j) -> -1);
        this.channelSums = program.couplings(positions * lanes, positions, (i, j) -> i == j / lanes ? 1 : 0);
        this.positionSums = program.couplings(positions * lanes, width, (i, j) -> i == j % lanes ? 1 : 0);
        this.spread = new Couplings[positions];
        for (int t = 0; t < positions; t++) {
            int position = t;
            spread[t] = program.couplings(positions, width, (i, j) -> j == position ? 1 : 0);
        }
    }

    /** The outputs before their node function. */
    Value write(Value[] x, Value truth) {
        int last = positions - 1;
        Value[] n = new Value[positions];
        Value[] k = new Value[positions];
        Value[] v = new Value[positions];
        for (int t = 0; t < positions; t++) {
            n[t] = norm(x[t]);
            k[t] = forward("wk", n[t]);
            v[t] = forward("wv", n[t]);
        }
        Value q = forward("wq", n[last]);
        Value[] qk = allocate();
        for (int t = 0; t < positions; t++) {
            program.product("qk", q, k[t], places, qk[t]);
        }
        Value scores = program.linear("scores", channelSums, qk[0], perRoot);
        Value a = softmax(scores);
        Value[] share = new Value[positions];
        Value[] av = allocate();
        for (int t = 0; t < positions; t++) {
            share[t] = program.linear("share", spread[t], a, straight);
            program.product("av", share[t], v[t], places, av[t]);
        }
        Value att = program.linear("attention", positionSums, av[0], straight);
        Value h = program.linear("wo", couplings.weights("wo"), att, settle, x[last]);
        Value square = program.product("square", h, h, places);
        Value root = program.table(
                "root", NodeTables.ROOT, program.linear("mean", mean, square, perWidth), tableShift(NodeTables.ROOT));
        Value m = program.product("norm", h, root, places);
        Value g = program.allocate(block.hidden());
        Value s = program.allocate(block.hidden());
        program.linear("w1", couplings.weights("w1"), m, settle, null, g);
        Value u = forward("w3", m);
        Value sigma = program.table("sigmoid", NodeTables.SIGMOID, g, tableShift(NodeTables.SIGMOID));
        program.product("silu", g, sigma, block.currentPlaces(), s);
        Value gated = program.product("gate", s, u, places);
        Value y = program.linear("w2", couplings.weights("w2"), gated, settle, h);
        Value z = program.linear(BlockImage.OUTPUT, couplings.weights("head"), y, settle);
        Value p = program.table("logistic", NodeTables.SIGMOID, z, tableShift(NodeTables.SIGMOID));
        Value dz = add(BlockImage.LOSS, p, truth);

        Value dy = back("head", dz);
        Value dGated = back("w2", dy);
        Value ds = program.product("dsilu", dGated, u, places);
        Value du = program.product("dw3", dGated, s, places);
        Value slope = program.product(
                "slope", sigma, program.linear("slope", difference, g, straight, one), block.currentPlaces());
        Value dg = program.product("dw1", ds, slope, places);
        Value dm = program.linear("dnorm", couplings.copy("w1").orElseThrow(), dg, settle, back("w3", du));
        Value along = program.linear("along", negativeMean, program.product("along", dm, m, places), perWidth);
        Value across = add("across", program.product("across", m, along, places), dm);
        Value dh = add("dresidual", program.product("droot", across, root, places), dy);
        Value dAtt = back("wo", dh);
        Value[] dShare = allocate();
        Value[] dv = new Value[positions];
        for (int t = 0; t < positions; t++) {
            dv[t] = program.product("dv", dAtt, share[t], places);
            program.product("dshare", dAtt, v[t], places, dShare[t]);
        }
        Value da = program.linear("da", channelSums, dShare[0], straight);
        Value centred = program.linear("da", negativeAllPositions, program.product("da", da, a, places), straight, da);
        Value dScores = program.product("dscores", centred, a, places);
        Value[] qShare = allocate();
        Value[] dk = new Value[positions];
        for (int t = 0; t < positions; t++) {
            Value spreadScore = program.linear("dscores", spread[t], dScores, perRoot);
            program.product("dq", spreadScore, k[t], places, qShare[t]);
            dk[t] = program.product("dk", spreadScore, q, places);
        }
        Value dq = program.linear("dq", positionSums, qShare[0], straight);

        learn("head", dz, y);
        learn("w2", dy, gated);
        learn("w1", dg, m);
        learn("w3", du, m);
        learn("wo", dh, att);
        learn("wq", dq, n[last]);
        for (int t = 0; t < positions; t++) {
            learn("wk", dk[t], n[t]);
            learn("wv", dv[t], n[t]);
        }
        return z;
    }

    private Value[] allocate() {
        Value[] values = new Value[positions];
        for (int t = 0; t < positions; t++) {
            values[t] = program.allocate(block.width());
        }
        return values;
    }

    private int tableShift(int number) {
        return places - NodeTables.PLACES[number];
    }

    private Value forward(String matrix, Value x) {
        return program.linear(matrix, couplings.weights(matrix), x, settle);
    }

    private Value back(String matrix, Value delta) {
        return program.linear("d" + matrix, couplings.copy(matrix).orElseThrow(), delta, settle);
    }

    private Value add(String operator, Value a, Value b) {
        Couplings single = new Couplings(identity.word(), a.nodes(), a.nodes());
        return program.linear(operator, single, a, straight, b);
    }

    /** The inputs' norm, through which nothing flows back: the core's own NORM. */
    private Value norm(Value x) {
        Value to = program.allocate(x.nodes());
        int root = (int) Math.round((1 << FRACTION) * Math.sqrt(block.width()));
        Value unit = program.allocate(x.nodes());
        program.add(
                new DescriptorBuilder(NodeFunction.NORM)
                        .source(x.group())
                        .count(x.nodes())
                        .valid(x.nodes())
                        .shift(rootFraction - places)
                        .bits(Short.SIZE),
                EPSILON,
                unit.group(),
                "norm",
                x.nodes());
        Couplings single = new Couplings(identity.word(), x.nodes(), x.nodes());
        return program.linear("norm", single, unit, program.scale(root, FRACTION), null, to);
    }

    /** e^s / Σ e^s: the reciprocal of a quarter of the sum from the table, then one step of Newton's method. */
    private Value softmax(Value scores) {
        Value e = program.table("exponential", NodeTables.EXPONENTIAL, scores, tableShift(NodeTables.EXPONENTIAL));
        Value h = program.linear("sum", allPositions, e, quarter);
        Value rough = program.table("reciprocal", NodeTables.RECIPROCAL, h, tableShift(NodeTables.RECIPROCAL));
        Couplings opposite = new Couplings(negative.word(), positions, positions);
        Value correction =
                program.linear("reciprocal", opposite, program.product("reciprocal", h, rough, places), straight, two);
        Value reciprocal = program.product("reciprocal", rough, correction, places);
        return program.product("weights", e, reciprocal, places + 2);
    }

    /** A matrix and, where there is one, its transposed copy. */
    private void learn(String matrix, Value delta, Value x) {
        int shift = block.statePlaces()
                + block.currentPlaces()
                + block.format().rate()
                - block.format().couplingPlaces()
                - masterBits;
        program.evolve(matrix, couplings.weights(matrix), delta, x, shift, block.teaching());
        couplings.copy(matrix).ifPresent(copy -> program.evolve(matrix, copy, x, delta, shift, block.teaching()));
    }
}
