package io.github.dsllm.hw

import chisel3._
import chisel3.experimental.hierarchy.{instantiable, public}
import chisel3.util.{Fill, RegEnable}
import io.github.dsllm.codegen.chip.CoreParameters.UpdateRounding
import io.github.dsllm.codegen.chip.Numerics
import Shape.fit

/** Control of all lanes, by stage: S0 read state, S1 select, S2 multiply, S3 accumulate or round, S4 keep or saturate, S5 write. */
class LaneControl(s: Shape) extends Bundle {
  val readsOperand    = Bool()
  val readsSecond     = Bool()
  val operandGroup    = UInt(s.groupBits.W)
  val secondGroup     = UInt(s.groupBits.W)
  val forwardsOperand = Bool()
  val forwardsSecond  = Bool()
  val fillGroup       = UInt(s.groupBits.W)

  val select      = Bool()
  val a           = Vec(OperandA.all.size, Bool())
  val b           = Vec(OperandB.all.size, Bool())
  val bank        = Bool()
  val selectPost  = Bool()
  val shift       = SInt(10.W)
  val shiftSource = ShiftSource()

  val multiply   = Bool()
  val multiplyPost = Bool()
  val accumulate = Vec(2, Bool())
  val first      = Bool()
  val rotate     = Bool()
  val rotateFirst = Bool()
  val round      = Bool()

  val setNumerator = Bool()
  val plain        = Bool()
  val setResult    = Bool()
  val addResult    = Bool()
  val relaxResult  = Bool()
  val setResidue   = Bool()
  val relaxResidue = Bool()
  val saturate     = Bool()
  val residual     = Bool()
  val limit        = SInt(s.state.W)

  val write      = Bool()
  val writeGroup = UInt(s.groupBits.W)

  val isOutside    = Bool()

  val walk         = Bool()
  val loadEntry    = Bool()
  val loadEstimate = Bool()

  val train = if (s.isTrained) Some(new LaneTraining(s)) else None
}

/** Control of an update, the same for all lanes: in S3 the product is rounded, in S4 the master takes the change. `below` has the bits of a product that lie below half a
  * unit, `half` the one that is half a unit: places of the noise and of its sign.
  */
class LaneTraining(s: Shape) extends Bundle {
  val round  = Bool()
  val evolve = Bool()
  val below  = UInt(32.W)
  val half   = UInt(32.W)
}

/** What a lane gets beside control. `outside` is a node that somebody else writes, `neighbour` the state of the RoPE partner. */
class LaneInput(s: Shape) extends Bundle {
  val coupling  = SInt(s.numerics.couplingBits.W)
  val key       = SInt(s.numerics.keyBits.W)
  val value     = SInt(s.numerics.valueBits.W)
  val source    = SInt(s.state.W)
  val scalar    = SInt(s.operandB.W)
  val weight    = UInt(s.weight.W)
  val mantissa  = UInt(s.numerics.scaleBits.W)
  val rowShift  = SInt(8.W)
  val embeddingShift = SInt(8.W)
  val step      = UInt(s.step.W)
  val gain      = SInt(Numerics.GAIN_BITS.W)
  val cosine    = SInt(s.rope.W)
  val sine      = SInt(s.rope.W)
  val neighbour = SInt(s.state.W)
  val isEven    = Bool()
  val exists    = Bool()
  val outside   = SInt(s.state.W)
  val argument  = SInt(s.accumulator.W)
  val entry     = SInt(s.entry.W)
  val estimate  = new ReciprocalEstimateResult(s.p)
  val master    = if (s.isTrained) Some(SInt(s.couplingCell.W)) else None
  val random    = if (s.isTrained) Some(UInt(32.W)) else None
}

/** What a lane shows to trees, memories, neighbours and trace. */
class LaneOutput(s: Shape) extends Bundle {
  val operand   = SInt(s.state.W)
  val fill      = SInt(s.state.W)
  val product   = SInt(s.product.W)
  val result    = SInt(s.state.W)
  val saturated = Bool()
  val relaxed   = SInt(s.accumulator.W)
  val argument  = SInt(s.accumulator.W)
  val entry     = SInt(s.entry.W)
  val estimate  = new ReciprocalEstimateResult(s.p)
  val evolved   = if (s.isTrained) Some(new EvolvedCoupling(s)) else None
}

/** A coupling after an update. */
class EvolvedCoupling(s: Shape) extends Bundle {
  val master    = SInt(s.couplingCell.W)
  val saturated = Bool()
}

/** One lane: its column of state memory, one multiplier, two stream accumulators, the registers of a relaxation and one rounding shifter.
  *
  * A slot reads state in S0 and selects operands in S1; the product stands after S2, an accumulator after S3, a rounded product after S3, lane registers and the
  * saturated result after S4; the state is written in S5 and forwarded to a slot that reads it in that cycle. Sums wrap at `accumulator` bits (the image is refused
  * if they could); R(x, n) is exact for every n of the shifter. Operands are widened before anything is done with them: what is used once only, simulators compute
  * only where it is kept.
  */
@instantiable
class Lane(s: Shape) extends Module {
  @public val control = IO(Input(new LaneControl(s)))
  @public val in      = IO(Input(new LaneInput(s)))
  @public val out     = IO(Output(new LaneOutput(s)))

  private val saturation = Module(new Saturation(s.rounded, s.state))
  private val result     = saturation.result

  private val state = Mem(s.p.depths.stateGroups, SInt(s.state.W))
  private val operand = RegEnable(Mux(control.forwardsOperand, result, state(control.operandGroup)), control.readsOperand)
  private val second  = RegEnable(Mux(control.forwardsSecond, result, state(control.secondGroup)), control.readsSecond)
  when(control.write) { state(control.writeGroup) := result }

  private val a             = Reg(SInt(s.operandA.W))
  private val b             = Reg(SInt(s.operandB.W))
  private val n             = Reg(SInt((s.placesBits + 1).W))
  private val isLeft        = Reg(Bool())
  private val places        = Reg(UInt(s.placesBits.W))
  private val product       = Reg(SInt(s.product.W))
  private val accumulators  = Seq.fill(2)(Reg(SInt(s.accumulator.W)))
  private val rotation      = Reg(SInt(s.accumulator.W))
  private val relaxation    = Module(new Relaxation(s))
  private val entry         = Reg(SInt(s.entry.W))
  private val estimate      = Reg(new ReciprocalEstimateResult(s.p))

  when(control.select) {
    a := choose(
      Seq(
        OperandA.coupling    -> in.coupling,
        OperandA.value       -> in.value,
        OperandA.key         -> in.key,
        OperandA.accumulator -> Mux(control.bank, wideA(accumulators(1)), wideA(accumulators(0))),
        OperandA.state       -> operand,
        OperandA.result      -> relaxation.relaxed,
        OperandA.residue     -> relaxation.residue,
        OperandA.numerator   -> relaxation.numerator,
        OperandA.rotation    -> rotation,
        OperandA.partner     -> ConditionalNegation(in.neighbour, in.isEven, s.operandA),
        OperandA.magnitude   -> ConditionalNegation(operand, operand < 0.S, s.operandA),
        OperandA.source      -> in.source,
        OperandA.one         -> 1.S(2.W)
      ).map { case (select, value) => control.a(select.litValue.toInt) -> wideA(value) } ++
        (if (s.p.trajectory) Seq(control.a(OperandA.difference.litValue.toInt) -> (wideA(relaxation.numerator) - wideA(relaxation.relaxed))) else Seq.empty)
    )
    b := choose(
      Seq(
        OperandB.scalar     -> in.scalar,
        OperandB.weight     -> in.weight.zext,
        OperandB.source     -> in.source,
        OperandB.mantissa   -> in.mantissa.zext,
        OperandB.reciprocal -> estimate.t.zext,
        OperandB.divisor    -> estimate.hn.zext,
        OperandB.second     -> second,
        OperandB.cosine     -> in.cosine,
        OperandB.sine       -> in.sine,
        OperandB.gain       -> in.gain,
        OperandB.entryOrOne -> Mux(operand < 0.S, entry, fit((BigInt(1) << s.numerics.weightFraction).S, s.entry)),
        OperandB.entry      -> entry
      ).map { case (select, value) => control.b(select.litValue.toInt) -> fit(value, s.operandB) } ++
        (if (s.p.trajectory) Seq(control.b(OperandB.step.litValue.toInt) -> fit(in.step.zext, s.operandB)) else Seq.empty)
    )
  }
  when(control.selectPost) {
    val more = choose(
      Seq(
        (control.shiftSource === ShiftSource.row)       -> in.rowShift,
        (control.shiftSource === ShiftSource.exponent)  -> fit(estimate.e.zext, 8),
        (control.shiftSource === ShiftSource.embedding) -> in.embeddingShift,
        (control.shiftSource === ShiftSource.none)      -> 0.S(8.W)
      )
    )
    n := fit(control.shift +& more, s.placesBits + 1)
  }

  when(control.multiply) { product := SignedMultiplier(a, b) }
  when(control.multiplyPost) {
    isLeft := n <= 0.S
    places := fit(Mux(n <= 0.S, n + s.widening.S, n - 1.S).asUInt, s.placesBits)
  }

  for (bank <- 0 until 2) {
    when(control.accumulate(bank)) {
      accumulators(bank) := fit(Mux(control.first, 0.S, accumulators(bank)) + fit(product, s.accumulator), s.accumulator)
    }
  }
  when(control.rotate) { rotation := fit(Mux(control.rotateFirst, 0.S, rotation) + fit(product, s.accumulator), s.accumulator) }

  private val rounding = Module(new RoundingShift(s.product, s.placesBits, s.rounded))
  rounding.clock  := clock
  rounding.enable := control.round
  rounding.x      := control.train.zip(in.random).map { case (train, random) => product + noise(train, random) }.headOption.getOrElse(product)
  rounding.isLeft := isLeft
  rounding.places := places
  relaxation.control  := control
  relaxation.kept     := fit(rounding.rounded, s.accumulator)
  relaxation.argument := in.argument
  when(control.loadEntry) { entry := in.entry }
  when(control.loadEstimate) { estimate := in.estimate }

  saturation.clock     := clock
  saturation.enable    := control.saturate
  saturation.exists    := in.exists
  saturation.residual  := control.residual
  saturation.x         := rounding.rounded
  saturation.added     := second
  saturation.limit     := control.limit
  saturation.isOutside := control.isOutside
  saturation.outside   := in.outside

  for ((train, evolved) <- control.train.zip(out.evolved)) {
    val register = Reg(new EvolvedCoupling(s))
    val width    = s.rounded + 1
    val changed  = fit(in.master.get, width) - fit(rounding.rounded, width)
    val largest  = ((BigInt(1) << (s.couplingCell - 1)) - 1).S(width.W)
    val isAbove  = changed > largest
    val isBelow  = changed < ~largest
    when(train.evolve) {
      register.master    := fit(Mux(isAbove, largest, Mux(isBelow, ~largest, changed)), s.couplingCell)
      register.saturated := isAbove || isBelow
    }
    evolved := register
  }

  out.operand   := operand
  out.fill      := state(control.fillGroup)
  out.product   := product
  out.result    := result
  out.saturated := saturation.saturated
  out.relaxed   := relaxation.relaxed
  out.argument  := relaxation.residue
  out.entry     := entry
  out.estimate  := estimate

  /** The lowest bits of the random number as a signed number of less than half a unit; 0 for all but updates that are rounded at random. */
  private def noise(train: LaneTraining, random: UInt): SInt =
    if (s.p.training.rounding == UpdateRounding.STOCHASTIC) {
      val isNegative = (random & train.half).orR
      Mux(train.round, (Fill(32, isNegative) & ~train.below | random & train.below).asSInt, 0.S)
    } else 0.S

  private def wideA(x: SInt): SInt = fit(x, s.operandA)

  /** The selected value: a chain, not a case, so that simulators compute one value and only when it is kept. */
  private def choose(values: Seq[(Bool, SInt)]): SInt =
    values.init.foldRight(values.last._2) { case ((isSelected, value), other) => Mux(isSelected, value, other) }
}
