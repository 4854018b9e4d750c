package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.CouplingTraining;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.chip.UpdateRounding;
import io.github.dsllm.codegen.learning.LearningHead;
import io.github.dsllm.codegen.learning.OutputNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** A head that learns by the definition of docs/isa.md, in integers of any length: the other side of the comparison with the golden machine, of which it uses nothing. */
final class DefinedHead {
    private final LearningHead head;
    private final CouplingTraining training;
    private final int lanes;
    private final int bits;
    private final int[] table;
    final BigInteger[][] masters; // (outputs, inputs)
    private long register;

    DefinedHead(LearningHead head, CouplingTraining training, Numerics numerics, int lanes, int[] table) {
        this.head = head;
        this.training = training;
        this.lanes = lanes;
        this.bits = numerics.couplingBits() + training.masterBits();
        this.table = table;
        this.register = Integer.toUnsignedLong(training.seed());
        masters = new BigInteger[head.outputs()][head.inputs()];
        for (int i = 0; i < head.outputs(); i++) {
            for (int j = 0; j < head.inputs(); j++) {
                BigInteger half =
                        BigInteger.ONE.shiftLeft(training.masterBits()).shiftRight(1);
                masters[i][j] = BigInteger.valueOf(head.couplings()[i * head.inputs() + j])
                        .shiftLeft(training.masterBits())
                        .add(half);
            }
        }
    }

    /** The loss currents of all loops. */
    List<long[]> show(int token) {
        LearningHead.Example example = head.examples().get(token);
        List<long[]> losses = new ArrayList<>();
        for (int loop = 0; loop < head.loops(); loop++) {
            long[] loss = new long[head.outputs()];
            for (int i = 0; i < loss.length; i++) {
                loss[i] = loss(i, example);
            }
            losses.add(loss);
            for (int group = 0; token < head.teaching() && group < head.outputs(); group += lanes) {
                for (int j = 0; j < head.inputs(); j++) {
                    learn(group, j, loss, input(example, j));
                }
            }
        }
        return losses;
    }

    private long input(LearningHead.Example example, int j) {
        return (long) example.x()[j] << head.format().widening();
    }

    private long loss(int i, LearningHead.Example example) {
        BigInteger current = BigInteger.ZERO;
        for (int j = 0; j < head.inputs(); j++) {
            BigInteger coupling = masters[i][j].shiftRight(training.masterBits());
            current = current.add(coupling.multiply(BigInteger.valueOf(input(example, j))));
        }
        long y =
                clamp(round(current, head.format().settleShift()), head.format().stateBits());
        if (head.node() == OutputNode.LOGISTIC) {
            long index = round(BigInteger.valueOf(y), head.format().statePlaces() - 6)
                            .longValue()
                    + 512;
            y = table[(int) Math.max(0, Math.min(1023, index))];
        }
        long truth = (long) example.truth()[i] << head.format().widening();
        return clamp(BigInteger.valueOf(y - truth), head.format().stateBits());
    }

    private void learn(int group, int j, long[] loss, long x) {
        for (int shift = 0; shift < 32; shift++) {
            register = (register >>> 1) ^ ((register & 1) * 0x80200003L);
        }
        for (int lane = 0; lane < lanes && group + lane < head.outputs(); lane++) {
            int n = head.format().updateShift(training.masterBits());
            BigInteger product = BigInteger.valueOf(loss[group + lane]).multiply(BigInteger.valueOf(x));
            BigInteger change;
            if (training.rounding() == UpdateRounding.STOCHASTIC) {
                int turn = 5 * lane % 32;
                long turned = (register << turn | register >>> (32 - turn)) & 0xFFFFFFFFL;
                long noise = turned & (1L << n) - 1;
                noise -= noise >= 1L << (n - 1) ? 1L << n : 0;
                change = round(product.add(BigInteger.valueOf(noise)), n);
            } else {
                change = round(product, n);
            }
            masters[group + lane][j] = BigInteger.valueOf(clamp(masters[group + lane][j].subtract(change), bits));
        }
    }

    private static BigInteger round(BigInteger x, int n) {
        return n <= 0 ? x.shiftLeft(-n) : x.add(BigInteger.ONE.shiftLeft(n - 1)).shiftRight(n);
    }

    private static long clamp(BigInteger x, int bits) {
        BigInteger limit = BigInteger.ONE.shiftLeft(bits - 1);
        return x.max(limit.negate()).min(limit.subtract(BigInteger.ONE)).longValueExact();
    }
}
