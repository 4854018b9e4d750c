package io.github.dsllm.codegen.timing;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.FixedPoint;

/**
 * Cycles between events of a tile; docs/core.md §1 and §2 name the pipeline stages.
 *
 * @param phases cycles between the first and the last lane that a settle unit serves in a slot
 * @param streamDelay from the stream engine to the lanes
 * @param release from the post slot that reads the sums of a stream to the register being free for those of another
 * @param deepening stages that settle units have more than those of four lanes
 * @param segmentTree from the products of a slot to the sums of its segments
 * @param squareTree from the squares of a phase to their sum
 * @param root of the rsqrt unit
 * @param estimate from the sums of weights to the last estimate of a reciprocal
 * @param comparisons of the sampler per group of logits
 * @param maximumTree of the sampler's comparison tree
 */
record Latency(
        int phases,
        int streamDelay,
        int release,
        int deepening,
        int segmentTree,
        int squareTree,
        int root,
        int estimate,
        int comparisons,
        int maximumTree) {
    private static final int RESULT = 5;

    /** From a slot of a stream that has reached the lanes to its products; from a post slot it is one cycle more. */
    static final int PRODUCT = 3;

    private static final int EXPONENTIAL = 3;

    /** From the address of a row of scores to its weights: scores, difference, shift, rounding, exponential. */
    static final int WEIGHT = 4 + EXPONENTIAL;

    /** From a sum of weights to the estimate of its reciprocal. */
    private static final int ESTIMATE = 4;

    /** From a walking lane to its estimate: two registers, exponential and estimate. */
    static final int WALK = 2 + EXPONENTIAL + ESTIMATE;

    /** Of EVOLVE, beside one cycle per coupling word. */
    static final int EVOLVE = 6;

    private static final int TREE_LEVELS = 3;

    static Latency of(CoreParameters core) {
        return new Latency(
                core.unitLanes() - 1,
                core.streamDelay(),
                core.release(),
                core.deepening(),
                tree(core.segmentLanes()),
                tree(core.units()),
                3 + 4 * core.numerics().rsqrtSteps(),
                ESTIMATE + core.segmentsPerCluster() - 1,
                core.lanes() / core.comparedLanes(),
                FixedPoint.ceilLog2(core.comparedLanes()) + 2);
    }

    /** From a post slot to the first cycle in which its nodes are taken, of a group or of a row of KEY or VALUE; more follow for {@link #phases()} cycles. */
    int result() {
        return RESULT + deepening;
    }

    /** From the last slot of a stream to the first post slot that may read its accumulators. */
    int stream() {
        return 1 + streamDelay;
    }

    /** From a post slot to its group in state memory being readable by a fill that the stream engine asks for. */
    int settle() {
        return result() + phases - streamDelay;
    }

    /** From a post slot to the write of its group. */
    int write() {
        return result() + phases + 1;
    }

    /** From a slot of KEY or VALUE to its row being readable by a slot that the stream engine issues. */
    int store() {
        return write() + 1 - streamDelay;
    }

    /** From the last slot of a norm's squares to its root. */
    int squareToRoot() {
        return 1 + PRODUCT + deepening / 2 + phases + squareTree + 1 + root;
    }

    /** From the last slot of SCORES to the maxima being known. */
    int slotToScores() {
        return streamDelay + PRODUCT + segmentTree + 1;
    }

    /** From the start of the sampler to its token, greedy. */
    int sample(int groups) {
        return groups * comparisons + maximumTree + 3;
    }

    private static int tree(int count) {
        return Math.max(1, (FixedPoint.ceilLog2(count) + TREE_LEVELS - 1) / TREE_LEVELS);
    }
}
