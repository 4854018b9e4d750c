package io.github.dsllm.hw

import chisel3._
import chisel3.util.{Mux1H, ShiftRegister, Valid, log2Ceil}

/** The exponential and reciprocal units of the clusters, shared by the weights of ATTEND and the walk of SILU.
  *
  * ATTEND uses the first exponential unit of each segment: t in, f out; later H in, an estimate per segment out, one after the other (`turn`) where segments share a
  * cluster. In a walk one lane of every cluster enters the cluster's first exponential unit per cycle: its E comes out [[ExponentialUnit.latency]] cycles later, the
  * estimate for 2^Fp + E [[ReciprocalEstimate.latency]] cycles after that.
  */
class FunctionUnits(s: Shape) extends Module {
  private val clusters     = s.p.clusters
  private val turns        = s.p.segmentsPerCluster
  private val argumentBits = AttentionUnit.argumentBits(s)

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

  /** The segment of each cluster whose estimate comes, where there are several. */
  val turn = if (turns > 1) Some(IO(Output(UInt(log2Ceil(turns).W)))) else None

  private val exponentials = Seq.fill(s.exponentials)(Module(new ExponentialUnit(s, argumentBits)))
  private val reciprocals  = Seq.fill(clusters)(Module(new ReciprocalEstimate(s.p)))

  for ((unit, index) <- exponentials.zipWithIndex) {
    val cluster  = firstOf(index, exponentials.size / clusters)
    val segment  = firstOf(index, exponentials.size / s.segments)
    val walking  = cluster.map(walk.bits(_))
    val weighing = segment.map(argument.bits(_))
    unit.in.valid := cluster.map(_ => walk.valid).getOrElse(false.B) || segment.map(_ => argument.valid).getOrElse(false.B)
    unit.in.bits  := walking.zip(weighing).map { case (lane, score) => Mux(walk.valid, lane, score) }.orElse(walking).orElse(weighing).get
    cluster.foreach(entries(_) := unit.out.bits)
    segment.foreach(weight.bits(_) := unit.out.bits)
    Shape.connect(unit.load, load)
  }
  isWeightNext := ShiftRegister(argument.valid, ExponentialUnit.latency - 1, false.B, true.B)
  weight.valid := RegNext(isWeightNext, false.B)
  entryValid   := ShiftRegister(walk.valid, ExponentialUnit.latency, false.B, true.B)

  private val sumOf = Seq.tabulate(turns)(turn => if (turn == 0) sums.valid else ShiftRegister(sums.valid, turn, false.B, true.B)) // the sums stand still meanwhile: others take AttentionUnit.readLatency cycles
  for ((unit, cluster) <- reciprocals.zipWithIndex) {
    val width   = unit.in.bits.getWidth
    val self    = Shape.fit((BigInt(1) << s.numerics.weightFraction).U +& entries(cluster), width)
    val segment = firstOf(cluster * turns, math.max(1, clusters / s.segments))
    val sum     = segment.map(first => if (turns == 1) sums.bits(first) else Mux1H(sumOf, sums.bits.slice(first, first + turns)))
    unit.in.valid      := entryValid || sum.map(_ => sumOf.reduce(_ || _)).getOrElse(false.B)
    unit.in.bits       := sum.map(h => Mux(entryValid, self, Shape.fit(h, width))).getOrElse(self)
    estimates(cluster) := unit.out.bits
  }
  estimateValid := reciprocals.head.out.valid
  turn.foreach { port =>
    val next = RegInit(0.U(log2Ceil(turns).W))
    when(ShiftRegister(sumOf.reduce(_ || _), ReciprocalEstimate.latency, false.B, true.B)) { next := next + 1.U }
    port := next
  }

  /** Which group of `size` an index is the first of. */
  private def firstOf(index: Int, size: Int): Option[Int] = Option.when(index % size == 0)(index / size)
}
