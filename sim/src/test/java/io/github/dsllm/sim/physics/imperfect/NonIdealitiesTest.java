package io.github.dsllm.sim.physics.imperfect;

import org.junit.jupiter.api.Nested;

final class NonIdealitiesTest {
    @Nested
    class AutoRangeBitsTest extends NonIdealityContract {
        @Override
        protected NonIdeality kind() {
            return new AutoRangeBits();
        }
    }

    @Nested
    class CapacitorMismatchTest extends NonIdealityContract {
        @Override
        protected NonIdeality kind() {
            return new CapacitorMismatch();
        }

        @Override
        protected double least() {
            return -1;
        }
    }

    @Nested
    class ConverterBitsTest extends NonIdealityContract {
        @Override
        protected NonIdeality kind() {
            return new ConverterBits();
        }
    }

    @Nested
    class ConverterRateTest extends NonIdealityContract {
        @Override
        protected NonIdeality kind() {
            return new ConverterRate();
        }
    }

    @Nested
    class CouplingBitsTest extends NonIdealityContract {
        @Override
        protected NonIdeality kind() {
            return new CouplingBits();
        }
    }

    @Nested
    class CouplingMismatchTest extends NonIdealityContract {
        @Override
        protected NonIdeality kind() {
            return new CouplingMismatch();
        }
    }

    @Nested
    class DriftTest extends NonIdealityContract {
        @Override
        protected NonIdeality kind() {
            return new Drift();
        }
    }

    @Nested
    class FiniteTimeTest extends NonIdealityContract {
        @Override
        protected NonIdeality kind() {
            return new FiniteTime();
        }
    }

    @Nested
    class LeakTest extends NonIdealityContract {
        @Override
        protected NonIdeality kind() {
            return new Leak();
        }
    }

    @Nested
    class OffsetTest extends NonIdealityContract {
        @Override
        protected NonIdeality kind() {
            return new Offset();
        }
    }

    @Nested
    class OutputNoiseTest extends NonIdealityContract {
        @Override
        protected NonIdeality kind() {
            return new OutputNoise();
        }
    }

    @Nested
    class ProgrammingNoiseTest extends NonIdealityContract {
        @Override
        protected NonIdeality kind() {
            return new ProgrammingNoise();
        }
    }

    @Nested
    class RailTest extends NonIdealityContract {
        @Override
        protected NonIdeality kind() {
            return new Rail();
        }
    }

    @Nested
    class SelfReactionMismatchTest extends NonIdealityContract {
        @Override
        protected NonIdeality kind() {
            return new SelfReactionMismatch();
        }
    }

    @Nested
    class SignGainTest extends NonIdealityContract {
        @Override
        protected NonIdeality kind() {
            return new SignGain();
        }
    }

    @Nested
    class SoftClipTest extends NonIdealityContract {
        @Override
        protected NonIdeality kind() {
            return new SoftClip();
        }
    }

    @Nested
    class StochasticCouplingBitsTest extends NonIdealityContract {
        @Override
        protected NonIdeality kind() {
            return new StochasticCouplingBits();
        }
    }

    @Nested
    class ThermalNoiseTest extends NonIdealityContract {
        @Override
        protected NonIdeality kind() {
            return new ThermalNoise();
        }
    }
}
