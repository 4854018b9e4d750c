package io.github.dsllm.hw

import chisel3._
import chisel3.util.{ShiftRegister, Valid}

/** The exponential and reciprocal units of the clusters, shared by the weights of ATTEND and the walk of SILU.
  *
  * ATTEND uses the first cluster of each segment: t in, f out; later H in, an estimate per segment out. In a walk one lane of every cluster enters
  * per cycle: its E comes out [[ExponentialUnit.latency]] cycles later, the estimate for 2^Fp + E [[ReciprocalEstimate.latency]] cycles after that.
  */
class FunctionUnits(s: Shape) extends Module {
  private val clusters           = s.p.clusters
  private val clustersPerSegment = clusters / s.segments
  private val argumentBits       = AttentionUnit.argumentBits(s)

  val walk          = IO(Flipped(Valid(Vec(clusters, UInt(argumentBits.W)))))
  val argument      = IO(Flipped(Valid(Vec(s.segments, UInt(argumentBits.W)))))
  val sums          = IO(Flipped(Valid(Vec(s.segments, UInt(s.weightSum.W)))))
  val weight        = IO(Valid(Vec(s.segments, UInt(s.weight.W))))
  val isWeightNext  = IO(Output(Bool()))
  val entryValid    = IO(Output(Bool()))
  val entries       = IO(Output(Vec(clusters, UInt(s.weight.W))))
  val estimateValid = IO(Output(Bool()))
  val estimates     = IO(Output(Vec(clusters, new ReciprocalEstimateResult(s.p))))
  val load          = s.loadPort()

  private val exponentials = Seq.fill(clusters)(Module(new ExponentialUnit(s, argumentBits)))
  private val reciprocals  = Seq.fill(clusters)(Module(new ReciprocalEstimate(s.p)))

  for ((unit, cluster) <- exponentials.zipWithIndex) {
    val segment = cluster / clustersPerSegment
    val isFirst = cluster % clustersPerSegment == 0
    unit.in.valid    := walk.valid || (if (isFirst) argument.valid else false.B)
    unit.in.bits     := (if (isFirst) Mux(walk.valid, walk.bits(cluster), argument.bits(segment)) else walk.bits(cluster))
    entries(cluster) := unit.out.bits
    if (isFirst) weight.bits(segment) := unit.out.bits
    Shape.connect(unit.load, load)
  }
  isWeightNext := ShiftRegister(argument.valid, ExponentialUnit.latency - 1, false.B, true.B)
  weight.valid := RegNext(isWeightNext, false.B)
  entryValid   := ShiftRegister(walk.valid, ExponentialUnit.latency, false.B, true.B)

  for ((unit, cluster) <- reciprocals.zipWithIndex) {
    val segment = cluster / clustersPerSegment
    val isFirst = cluster % clustersPerSegment == 0
    val width   = unit.in.bits.getWidth
    val self    = Shape.fit((BigInt(1) << s.numerics.weightFraction).U +& entries(cluster), width)
    unit.in.valid      := entryValid || (if (isFirst) sums.valid else false.B)
    unit.in.bits       := (if (isFirst) Mux(entryValid, self, Shape.fit(sums.bits(segment), width)) else self)
    estimates(cluster) := unit.out.bits
  }
  estimateValid := reciprocals.head.out.valid
}
