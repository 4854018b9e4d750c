package io.github.dsllm.hw

import chisel3._
import chisel3.experimental.hierarchy.{instantiable, public}
import chisel3.util.{Cat, MuxCase, RegEnable}
import io.github.dsllm.codegen.chip.Numerics
import Shape.fit

/** Control of all settle units, by stage: gather what belongs to the lane, select, multiply, shift and round, keep or saturate. Each stage names the lane that it serves, its phase. */
class SettleControl(s: Shape) extends Bundle {
  val gather      = Bool()
  val gatherPhase = UInt(s.phaseBits.W)

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

  val phase4       = UInt(s.phaseBits.W)
  val setNumerator = Bool()
  val plain        = Bool()
  val setResult    = Bool()
  val addResult    = Bool()
  val relaxResult  = Bool()
  val rotateResult = Bool()
  val setResidue   = Bool()
  val relaxResidue = Bool()
  val saturate     = Bool()
  val limit        = SInt(s.state.W)
  val isOutside    = Bool()

  val walks    = Bool()
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
  val exists    = Vec(s.unitLanes, Bool())
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
  * after S3, the lane's registers and its saturated node after S4. In a unit of more than four lanes a stage before S1 gathers what belongs to the lane, and S3 takes
  * two cycles. R(x, n) is exact for every n of the shifter; Bn, Y and Z wrap at `accumulator` bits.
  */
@instantiable
class SettleUnit(s: Shape) extends Module {
  @public val control = IO(Input(new SettleControl(s)))
  @public val in      = IO(Input(new SettleInput(s)))
  @public val out     = IO(Output(new SettleOutput(s)))

  private val rounding   = Module(new RoundingShift(s.product, s.placesBits, s.rounded, s.isDeep))
  private val saturation = Module(new Saturation(s.rounded, s.state, s.unitLanes))
  private val kept       = fit(rounding.rounded, s.accumulator)

  // registers of the lanes: numerator Bn, result Y, residue Z; E of an exponential or table; e, Hn, T of a division
  private val changesResult = control.setNumerator || control.setResult || control.addResult || control.relaxResult || control.rotateResult
  private val bn = settled(control.setNumerator, control.selectPhase)
  private val y  = settled(changesResult, control.selectPhase)
  private val z  = settled(control.setResidue || control.relaxResidue, Mux(control.walks, control.walkLane, control.selectPhase))
  private val entries   = file(in.entryValid, in.entryLane, in.entry.asUInt, control.selectPhase)
  private val estimates = file(in.estimateValid, in.estimateLane, in.estimate.asUInt, Mux(control.isShared, 0.U, control.selectPhase))
  private val entry     = entries.earlyData.asSInt
  private val estimate  = estimates.earlyData.asTypeOf(new ReciprocalEstimateResult(s.p))

  // gather
  private val operand     = gathered(in.operand)
  private val second      = gathered(in.second)
  private val source      = gathered(in.source)
  private val accumulator = gathered(in.sums(control.gatherPhase))
  private val mantissa    = gathered(in.mantissa)
  private val gain        = gathered(in.gain)
  private val rotation    = gathered(in.rotation)
  private val step        = gathered(in.step)
  private val rowShift    = gathered(in.rowShift)

  // select
  private val a       = Reg(SInt(s.operandA.W))
  private val b       = Reg(SInt(s.operandB.W))
  private val n       = Reg(SInt((s.placesBits + 1).W))
  private val isNegativeOperand = operand < 0.S
  when(control.select) {
    a := choose(
      Seq(
        OperandA.accumulator -> accumulator,
        OperandA.state       -> operand,
        OperandA.partner     -> operand,
        OperandA.result      -> y.earlyData.asSInt,
        OperandA.residue     -> z.earlyData.asSInt,
        OperandA.numerator   -> bn.earlyData.asSInt,
        OperandA.source      -> source,
        OperandA.one         -> 1.S(2.W)
      ).map { case (select, value) => control.a(select.litValue.toInt) -> fit(value, s.operandA) } ++
        (if (s.p.trajectory)
           Seq(control.a(OperandA.difference.litValue.toInt) -> (fit(bn.earlyData.asSInt, s.operandA) - fit(y.earlyData.asSInt, s.operandA)))
         else Seq.empty)
    )
    val fromMemory = selectB(
      Seq(
        OperandB.scalar   -> in.scalar,
        OperandB.mantissa -> mantissa.zext,
        OperandB.gain     -> gain
      )
    ) :+ ((isB(OperandB.cosine) || isB(OperandB.sine)) -> fit(rotation, s.operandB))
    val own = selectB(
      Seq(
        OperandB.reciprocal -> estimate.t.zext,
        OperandB.divisor    -> estimate.hn.zext,
        OperandB.second     -> second,
        OperandB.entryOrOne -> Mux(isNegativeOperand, entry, fit((BigInt(1) << s.numerics.weightFraction).S, s.entry)),
        OperandB.entry      -> entry,
        OperandB.sign       -> Cat(isNegativeOperand, true.B).asSInt
      ) ++ (if (s.p.trajectory) Seq(OperandB.step -> step.zext) else Seq.empty)
    )
    // what block RAMs give comes last, so it meets few choices
    b := Mux(fromMemory.map(_._1).reduce(_ || _), choose(fromMemory), choose(own))
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
  private val added3 = RegEnable(if (s.isDeep) RegEnable(added2, control.shifts) else added2, control.round)

  // keep; the even lanes of a rotation take the sine from the other side
  private val difference = bn.lateData.asSInt - kept
  private val subtracts  = control.rotateResult && !control.phase4(0)
  private val before     = Mux(control.setNumerator || control.setResult, 0.S, y.lateData.asSInt)
  private val change     = MuxCase(kept, Seq(control.relaxResult -> difference, (control.setNumerator && !control.plain) -> 0.S, subtracts -> (~kept)))
  private val relaxed    = fit(before + change + Cat(false.B, subtracts).asSInt, s.accumulator)
  bn.writeData := kept.asUInt
  y.writeData  := relaxed.asUInt
  z.writeData  := Mux(control.relaxResidue, difference, kept).asUInt
  saturation.clock      := clock
  saturation.enable     := control.saturate
  saturation.phase      := control.phase4
  saturation.exists     := in.exists(control.phase4)
  saturation.x          := rounding.rounded
  saturation.isNegative := rounding.isNegative
  saturation.isHuge     := rounding.isHuge
  saturation.added      := added3
  saturation.limit      := control.limit
  saturation.isOutside  := control.isOutside
  saturation.outside    := in.outside

  out.product   := product
  out.nodes     := saturation.nodes
  out.node      := saturation.node
  out.saturated := saturation.saturated
  out.argument  := z.earlyData.asSInt
  out.relaxed   := RegEnable(relaxed, changesResult)

  /** A value that belongs to the lane of the phase; units of many lanes keep it for a cycle before it is selected. */
  private def gathered[T <: Data](value: T): T = if (s.isDeep) RegEnable(value, control.gather) else value

  /** A register that phase q of the last stage writes and reads. */
  private def settled(isWritten: Bool, early: UInt): LaneFile = {
    val registers = Module(new LaneFile(s.accumulator, s.unitLanes))
    registers.clock       := clock
    registers.writeEnable := isWritten
    registers.writeLane   := control.phase4
    registers.early       := early
    registers.late        := control.phase4
    registers
  }

  private def file(isWritten: Bool, lane: UInt, data: UInt, read: UInt): LaneFile = {
    val registers = Module(new LaneFile(data.getWidth, s.unitLanes))
    registers.clock       := clock
    registers.writeEnable := isWritten
    registers.writeLane   := lane
    registers.writeData   := data
    registers.early       := read
    registers.late        := 0.U
    registers
  }

  private def isB(operand: OperandB.Type): Bool = control.b(operand.litValue.toInt)

  private def selectB(values: Seq[(OperandB.Type, SInt)]): Seq[(Bool, SInt)] =
    values.map { case (operand, value) => isB(operand) -> fit(value, s.operandB) }

  /** The selected value, the last one if none is: a tree of choices between two, so that simulators compute one value and only when it is kept. */
  private def choose(values: Seq[(Bool, SInt)]): SInt =
    if (values.size == 1) values.head._2
    else {
      val (first, second) = values.splitAt(values.size / 2)
      Mux(first.map(_._1).reduce(_ || _), choose(first), choose(second))
    }
}
