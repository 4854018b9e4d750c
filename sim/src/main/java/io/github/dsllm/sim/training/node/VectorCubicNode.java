package io.github.dsllm.sim.training.node;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The same in vector registers, bit for bit. Floor and power of two are additions of 1.5·2^52 and 2^52 and shifts of the bits that they leave: conversions between float64
 * and int64 would leave the registers (JDK 17).
 */
final class VectorCubicNode extends CubicNode {
    private static final VectorSpecies<Double> LANES = DoubleVector.SPECIES_PREFERRED;
    private static final int LENGTH = LANES.length();

    /** Of a sum with it nothing is left behind the binary point. */
    private static final double WHOLE = 0x1.8p52;

    /** The lowest bits of 2^52 + x are those of x, a whole number; exponents begin at 1023. */
    private static final double EXPONENT = 0x1p52 + 1023;

    private static final int EXPONENT_PLACE = 52;

    @Override
    public void discharge(double[] t, int count, double[] charges, double[] slopes) {
        int i = 0;
        for (; i <= count - LENGTH; i += LENGTH) {
            DoubleVector octaves =
                    DoubleVector.fromArray(LANES, t, i).mul(Octaves.PER_NAT).min(Octaves.VANISHED);
            DoubleVector floor = floor(octaves);
            DoubleVector u = octaves.sub(floor);
            DoubleVector shift = powerOfHalf(floor);
            u.mul(c3).add(c2).mul(u).add(c1).mul(u).add(c0).mul(shift).intoArray(charges, i);
            u.mul(3)
                    .mul(c3)
                    .add(2 * c2)
                    .mul(u)
                    .add(c1)
                    .mul(Octaves.PER_NAT)
                    .mul(shift)
                    .intoArray(slopes, i);
        }
        discharge(t, i, count, charges, slopes);
    }

    /** ⌊x⌋ of 0 ≤ x < 2^51: the nearest whole number, less 1 if it lies above. */
    private static DoubleVector floor(DoubleVector x) {
        DoubleVector nearest = x.add(WHOLE).sub(WHOLE);
        return nearest.sub(DoubleVector.broadcast(LANES, 1), nearest.compare(VectorOperators.GT, x));
    }

    /** 2^−n of whole 0 ≤ n ≤ 1000. */
    private static DoubleVector powerOfHalf(DoubleVector n) {
        return DoubleVector.broadcast(LANES, EXPONENT)
                .sub(n)
                .reinterpretAsLongs()
                .lanewise(VectorOperators.LSHL, EXPONENT_PLACE)
                .reinterpretAsDoubles();
    }
}
