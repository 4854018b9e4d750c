package io.github.dsllm.hw

import chisel3._
import chisel3.experimental.hierarchy.{instantiable, public}
import chisel3.util.{Cat, Fill, RegEnable, log2Ceil}
import io.github.dsllm.codegen.chip.Numerics
import Shape.fit

/** Control of all settle units, by stage: gather what belongs to the lane, select, multiply, shift and round, keep or saturate. Each stage names the lane that it serves, its phase.
  *
  * What is kept is `before` the register's own Y, and of the rounded product itself (`kept`) or its `difference` from Bn, or from Y in a rotation; it is written as
  * `numerator` (the product itself), `result` or `residue`.
  */
class SettleControl(s: Shape) extends Bundle {
  val gather      = Bool()
  val gatherPhase = UInt(s.phaseBits.W)
  val gatherA     = Vec(OperandA.all.size, Bool())
  val gatherB     = Vec(OperandB.all.size, Bool())

  val select      = Bool()
  val selectPhase = UInt(s.phaseBits.W)
  val a           = Vec(OperandA.all.size, Bool())
  val b           = Vec(OperandB.all.size, Bool())
  val residual    = Bool()
  val isShared    = Bool()
  val shift       = SInt(10.W)
  val shiftSource = ShiftSource()

  val multiply = Bool()
  val shifts   = Bool()
  val round    = Bool()

  val phase4     = UInt(s.phaseBits.W)
  val numerator  = Bool()
  val result     = Bool()
  val residue    = Bool()
  val isRotation = Bool()
  val before     = Bool()
  val kept       = Bool()
  val difference = Bool()
  val saturate   = Bool()
  val limit      = SInt(s.state.W)
  val isOutside  = Bool()

  val walkLane = UInt(s.phaseBits.W)
}

/** What a settle unit gets beside control. What belongs to the lane of the phase: nodes of the state, node of the source register, mantissa, row shift and step, gain, the pair's cos or sin. */
class SettleInput(s: Shape) extends Bundle {
  val sums      = Vec(s.unitLanes, SInt(s.accumulator.W))
  val operand   = SInt(s.state.W)
  val second    = SInt(s.state.W)
  val source    = SInt(s.state.W)
  val scalar    = SInt(s.operandB.W)
  val mantissa  = UInt(s.numerics.scaleBits.W)
  val rowShift  = SInt(8.W)
  val embeddingShift = SInt(8.W)
  val step      = UInt(s.step.W)
  val gain      = SInt(Numerics.GAIN_BITS.W)
  val rotation  = SInt(s.rope.W)
  val exists    = Bool()
  val outside   = UInt((s.unitLanes * s.state).W)

  val entryValid    = Bool()
  val entryLane     = UInt(s.phaseBits.W)
  val entry         = SInt(s.entry.W)
  val estimateValid = Bool()
  val estimateLane  = UInt(s.phaseBits.W)
  val estimate      = new ReciprocalEstimateResult(s.p)
}

/** What a settle unit shows: the square (or any product) of S3, the settled nodes of its lanes, the one that settled last, the residue of the walking lane, and Y as it is kept in S4. */
class SettleOutput(s: Shape) extends Bundle {
  val product   = SInt(s.product.W)
  val nodes     = UInt((s.unitLanes * s.state).W)
  val node      = SInt(s.state.W)
  val saturated = UInt(s.unitLanes.W)
  val argument  = SInt(s.accumulator.W)
  val relaxed   = SInt(s.accumulator.W)
}

/** Settles the rows of its lanes, one lane per cycle: one wide multiplier, one rounding shifter and, per lane, the registers of a relaxation and the estimate of a
  * division.
  *
  * A post slot has its first phase one cycle after its issue; phase q serves lane q. Operands are selected in S1, the product stands after S2, a rounded product
  * after S3, with a residual added to it, the lane's registers and its saturated node after S4. In a unit of more than four lanes a stage before S1 gathers what belongs to the lane, and S3 takes
  * two cycles. R(x, n) is exact for every n of the shifter; Bn, Y and Z wrap at `accumulator` bits.
  */
@instantiable
class SettleUnit(s: Shape) extends Module {
  @public val control = IO(Input(new SettleControl(s)))
  @public val in      = IO(Input(new SettleInput(s)))
  @public val out     = IO(Output(new SettleOutput(s)))

  private val rounding   = Module(new RoundingShift(s.product, s.placesBits, s.rounded, s.state, s.isDeep))
  private val saturation = Module(new Saturation(s.rounded, s.state, s.unitLanes))
  private val kept       = fit(rounding.rounded, s.accumulator) // no residual is ever added to what a register keeps

  // registers of the lanes: numerator Bn; result Y and, above it if 16 words hold both, residue Z, with a copy of Z for the walk; E of an exponential or table; e, Hn, T of a division
  private val bn = file(s.accumulator, s.unitLanes, control.numerator, control.phase4, control.selectPhase)
  private val yz =
    if (s.sharesFile) file(s.accumulator, 2 * s.unitLanes, control.result || control.residue, control.residue ## control.phase4, isA(OperandA.residue) ## control.selectPhase)
    else file(s.accumulator, s.unitLanes, control.result, control.phase4, control.selectPhase)
  private val z  = file(s.accumulator, s.unitLanes, control.residue, control.phase4, control.walkLane)
  if (!s.sharesFile) z.late := control.selectPhase
  private val entries   = file(s.entry, s.unitLanes, in.entryValid, in.entryLane, control.selectPhase)
  private val estimates = file(in.estimate.getWidth, s.unitLanes, in.estimateValid, in.estimateLane, Mux(control.isShared, firstOfSegment(control.selectPhase), control.selectPhase))
  entries.writeData   := in.entry.asUInt
  estimates.writeData := in.estimate.asUInt
  private val entry     = entries.earlyData.asSInt
  private val estimate  = estimates.earlyData.asTypeOf(new ReciprocalEstimateResult(s.p))

  // gather: 0 where it is not the operand, so that operands are joined by an or
  private val operand     = taken(has(control.gatherA, OperandA.state, OperandA.partner), in.operand)
  private val source      = taken(has(control.gatherA, OperandA.source), in.source)
  private val accumulator = taken(has(control.gatherA, OperandA.accumulator), in.sums(control.gatherPhase))
  private val mantissa    = taken(has(control.gatherB, OperandB.mantissa), in.mantissa.zext)
  private val gain        = taken(has(control.gatherB, OperandB.gain), in.gain)
  private val rotation    = taken(has(control.gatherB, OperandB.cosine, OperandB.sine), in.rotation)
  private val second      = gathered(in.second)
  private val isNegative  = gathered(in.operand < 0.S)
  private val step        = gathered(in.step)
  private val rowShift    = gathered(in.rowShift)

  // select
  private val a = Reg(SInt(s.operandA.W))
  private val b = Reg(SInt(s.operandB.W))
  private val n = Reg(SInt((s.placesBits + 1).W))
  when(control.select) {
    val y = yz.earlyData.asSInt
    a := join(
      s.operandA,
      Seq(
        accumulator,
        operand,
        source,
        if (s.sharesFile) only(isA(OperandA.result, OperandA.residue), y) else only(isA(OperandA.result), y),
        only(isA(OperandA.numerator), bn.earlyData.asSInt),
        only(isA(OperandA.one), 1.S(2.W))
      ) ++ Option.unless(s.sharesFile)(only(isA(OperandA.residue), z.lateData.asSInt)) ++ Option.when(s.p.trajectory)(only(isA(OperandA.difference), bn.earlyData.asSInt -& y))
    )
    b := join(
      s.operandB,
      Seq(
        in.scalar,
        mantissa,
        gain,
        rotation,
        only(isB(OperandB.reciprocal), estimate.t.zext),
        only(isB(OperandB.divisor), estimate.hn.zext),
        only(isB(OperandB.second), second),
        only(isB(OperandB.entry) || (isB(OperandB.entryOrOne) && isNegative), entry),
        only(isB(OperandB.entryOrOne) && !isNegative, (BigInt(1) << s.numerics.weightFraction).S),
        only(isB(OperandB.sign), Cat(isNegative, true.B).asSInt)
      ) ++ Option.when(s.p.trajectory)(only(isB(OperandB.step), step.zext))
    )
    val more = choose(
      Seq(
        (control.shiftSource === ShiftSource.row)       -> rowShift,
        (control.shiftSource === ShiftSource.exponent)  -> fit(estimate.e.zext, 8),
        (control.shiftSource === ShiftSource.embedding) -> in.embeddingShift,
        (control.shiftSource === ShiftSource.none)      -> 0.S(8.W)
      )
    )
    n := fit(control.shift +& more, s.placesBits + 1)
  }
  private val added1 = RegEnable(Mux(control.residual, second, 0.S), control.select)

  // multiply
  private val product = RegEnable(SignedMultiplier(a, b), control.multiply)
  private val places  = RegEnable(fit((n + s.widening.S).asUInt, s.placesBits), control.multiply)
  private val added2  = RegEnable(added1, control.multiply)

  // shift and round
  rounding.clock  := clock
  rounding.shifts := control.shifts
  rounding.round  := control.round
  rounding.x      := product
  rounding.places := places
  rounding.added  := (if (s.isDeep) RegEnable(added2, control.shifts) else added2)

  // keep; the even lanes of a rotation take the sine from the other side
  private val y          = yz.lateData.asSInt
  private val difference = fit(Mux(control.isRotation, y, bn.lateData.asSInt) - kept, s.accumulator)
  private val change     = join(s.accumulator, Seq(only(control.kept, kept), only(control.difference, difference)))
  private val relaxed    = fit(only(control.before, y) + change, s.accumulator)
  bn.writeData := kept.asUInt
  yz.writeData := relaxed.asUInt
  z.writeData  := relaxed.asUInt
  saturation.clock      := clock
  saturation.enable     := control.saturate
  saturation.phase      := control.phase4
  saturation.exists     := in.exists
  saturation.x          := rounding.rounded
  saturation.isNegative := rounding.isNegative
  saturation.isHuge     := rounding.isHuge
  saturation.limit      := control.limit
  saturation.isOutside  := control.isOutside
  saturation.outside    := in.outside

  out.product   := product
  out.nodes     := saturation.nodes
  out.node      := saturation.node
  out.saturated := saturation.saturated
  out.argument  := z.earlyData.asSInt
  out.relaxed   := RegEnable(relaxed, control.result)

  /** A value that belongs to the lane of the phase; units of many lanes keep it for a cycle before it is selected. */
  private def gathered[T <: Data](value: T): T = if (s.isDeep) RegEnable(value, control.gather) else value

  /** The same, 0 if it is not `isTaken`. */
  private def taken(isTaken: Bool, value: SInt): SInt = gathered(only(isTaken, value))

  private def only(isTaken: Bool, value: SInt): SInt = (Fill(value.getWidth, isTaken) & value.asUInt).asSInt

  /** The one of the numbers that is not 0. */
  private def join(width: Int, numbers: Seq[SInt]): SInt = numbers.map(fit(_, width)).reduce(_ | _)

  private def firstOfSegment(lane: UInt): UInt = {
    val bits = log2Ceil(s.p.segmentLanes)
    if (bits < s.phaseBits) (lane >> bits) << bits else 0.U
  }

  /** A register of each lane; what the last stage reads is that of its phase. */
  private def file(width: Int, lanes: Int, isWritten: Bool, lane: UInt, early: UInt): LaneFile = {
    val registers = Module(new LaneFile(width, lanes))
    registers.clock       := clock
    registers.writeEnable := isWritten
    registers.writeLane   := lane
    registers.early       := early
    registers.late        := fit(control.phase4, registers.late.getWidth)
    registers
  }

  private def has(selected: Vec[Bool], operands: EnumType*): Bool = operands.map(operand => selected(operand.litValue.toInt)).reduce(_ || _)
  private def isA(operands: OperandA.Type*): Bool = has(control.a, operands: _*)
  private def isB(operand: OperandB.Type): Bool = has(control.b, operand)

  /** The selected value, the last one if none is: a tree of choices between two, so that simulators compute one value and only when it is kept. */
  private def choose(values: Seq[(Bool, SInt)]): SInt =
    if (values.size == 1) values.head._2
    else {
      val (first, second) = values.splitAt(values.size / 2)
      Mux(first.map(_._1).reduce(_ || _), choose(first), choose(second))
    }
}
