package io.github.dsllm.hw

import chisel3._
import chisel3.experimental.hierarchy.{instantiable, public}
import chisel3.util.MuxLookup
import io.github.dsllm.codegen.chip.Numerics
import Shape.fit

/** Control of all lanes, by stage: S1 select, S2 multiply, S3 accumulate or round, S4 keep or saturate, S5 write. */
class LaneControl(s: Shape) extends Bundle {
  val operandGroup = UInt(s.groupBits.W)
  val secondGroup  = UInt(s.groupBits.W)
  val fillGroup    = UInt(s.groupBits.W)
  val fills        = Bool()

  val select      = Bool()
  val a           = Vec(OperandA.all.size, Bool())
  val b           = Vec(OperandB.all.size, Bool())
  val bank        = Bool()
  val holdSecond  = Bool()
  val readsState  = Bool()
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

  val walk         = Bool()
  val loadEntry    = Bool()
  val loadEstimate = Bool()
}

/** What a lane gets beside control. */
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
  val partner   = SInt((s.state + 1).W)
  val exists    = Bool()
  val written   = SInt(s.state.W)
  val argument  = SInt(s.accumulator.W)
  val entry     = SInt(s.entry.W)
  val estimate  = new ReciprocalEstimateResult(s.p)
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
}

/** One lane: its column of state memory, one multiplier, two stream accumulators, the registers of a relaxation and one rounding shifter.
  *
  * A slot selects operands in S1; the product stands after S2, an accumulator after S3, a rounded product after S3, lane registers and the saturated result after
  * S4; the state is written in S5. Sums wrap at `accumulator` bits (the image is refused if they could); R(x, n) is exact for every n of the shifter.
  */
@instantiable
class Lane(s: Shape) extends Module {
  @public val control = IO(Input(new LaneControl(s)))
  @public val in      = IO(Input(new LaneInput(s)))
  @public val out     = IO(Output(new LaneOutput(s)))

  private val state = Mem(s.p.depths.stateGroups, SInt(s.state.W))
  private val operand = Mux(control.readsState, state(control.operandGroup), 0.S)
  private val second  = Mux(control.readsState, state(control.secondGroup), 0.S)
  when(control.write) { state(control.writeGroup) := in.written }

  private val a             = Reg(SInt(s.operandA.W))
  private val b             = Reg(SInt(s.operandB.W))
  private val added         = Reg(SInt(s.state.W))
  private val n             = Reg(SInt((s.placesBits + 1).W))
  private val isLeft        = Reg(Bool())
  private val places        = Reg(UInt(s.placesBits.W))
  private val product       = Reg(SInt(s.product.W))
  private val accumulators  = Seq.fill(2)(Reg(SInt(s.accumulator.W)))
  private val rotation      = Reg(SInt(s.accumulator.W))
  private val numerator     = Reg(SInt(s.accumulator.W))
  private val relaxed       = Reg(SInt(s.accumulator.W))
  private val residue       = Reg(SInt(s.accumulator.W))
  private val entry         = Reg(SInt(s.entry.W))
  private val estimate      = Reg(new ReciprocalEstimateResult(s.p))

  when(control.select) {
    a := choose(
      Seq(
        OperandA.coupling    -> in.coupling,
        OperandA.value       -> in.value,
        OperandA.key         -> in.key,
        OperandA.accumulator -> Mux(control.bank, accumulators(1), accumulators(0)),
        OperandA.state       -> operand,
        OperandA.result      -> relaxed,
        OperandA.residue     -> residue,
        OperandA.numerator   -> numerator,
        OperandA.rotation    -> rotation,
        OperandA.partner     -> in.partner,
        OperandA.magnitude   -> Mux(operand < 0.S, 0.S -& operand, operand),
        OperandA.source      -> in.source,
        OperandA.one         -> 1.S(2.W)
      ).map { case (select, value) => control.a(select.litValue.toInt) -> fit(value, s.operandA) } ++
        (if (s.p.trajectory) Seq(control.a(OperandA.difference.litValue.toInt) -> fit(numerator -& relaxed, s.operandA)) else Seq.empty)
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
  when(control.holdSecond) { added := second }
  when(control.selectPost) {
    val more = MuxLookup(control.shiftSource, 0.S(8.W))(
      Seq(
        ShiftSource.row       -> in.rowShift,
        ShiftSource.exponent  -> estimate.e.zext,
        ShiftSource.embedding -> in.embeddingShift
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
  rounding.x      := product
  rounding.isLeft := isLeft
  rounding.places := places
  private val rounded = rounding.rounded
  private val kept = fit(rounded, s.accumulator)
  when(control.setNumerator) {
    numerator := kept
    relaxed   := Mux(control.plain, kept, 0.S)
  }
  when(control.setResult) { relaxed := kept }
  when(control.addResult) { relaxed := fit(relaxed + kept, s.accumulator) }
  when(control.relaxResult) { relaxed := fit(relaxed + numerator - kept, s.accumulator) }
  when(control.setResidue) { residue := kept }
  when(control.relaxResidue) { residue := fit(numerator - kept, s.accumulator) }
  when(control.walk) { residue := in.argument }
  when(control.loadEntry) { entry := in.entry }
  when(control.loadEstimate) { estimate := in.estimate }

  private val saturation = Module(new Saturation(s.rounded, s.state))
  saturation.clock    := clock
  saturation.enable   := control.saturate
  saturation.exists   := in.exists
  saturation.residual := control.residual
  saturation.x        := rounded
  saturation.added    := added
  saturation.limit    := control.limit

  out.operand   := operand
  out.fill      := Mux(control.fills, state(control.fillGroup), 0.S)
  out.product   := product
  out.result    := saturation.result
  out.saturated := saturation.saturated
  out.relaxed   := relaxed
  out.argument  := residue
  out.entry     := entry
  out.estimate  := estimate

  /** The selected value: a chain, not a case, so that simulators compute one value and only when it is kept. */
  private def choose(values: Seq[(Bool, SInt)]): SInt =
    values.init.foldRight(values.last._2) { case ((isSelected, value), other) => Mux(isSelected, value, other) }
}
