package io.github.dsllm.hw

import chisel3._
import chisel3.util.MuxLookup
import io.github.dsllm.codegen.chip.Numerics
import Shape.fit

/** Control of all lanes, by stage: S1 select, S2 multiply, S3 accumulate or round, S4 keep or saturate, S5 write. */
class LaneControl(s: Shape) extends Bundle {
  val operandGroup = UInt(s.groupBits.W)
  val secondGroup  = UInt(s.groupBits.W)
  val fillGroup    = UInt(s.groupBits.W)

  val select      = Bool()
  val a           = OperandA()
  val b           = OperandB()
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
class Lane(s: Shape) extends Module {
  val control = IO(Input(new LaneControl(s)))
  val in      = IO(Input(new LaneInput(s)))
  val out     = IO(Output(new LaneOutput(s)))

  private val state = Mem(s.p.depths.stateGroups, SInt(s.state.W))
  private val operand = Mux(control.readsState, state(control.operandGroup), 0.S)
  private val second  = Mux(control.readsState, state(control.secondGroup), 0.S)
  when(control.write) { state(control.writeGroup) := in.written }

  private val a             = Reg(SInt(s.operandA.W))
  private val b             = Reg(SInt(s.operandB.W))
  private val added         = Reg(SInt(s.state.W))
  private val selectPlaces  = Reg(UInt(s.placesBits.W))
  private val places        = Reg(UInt(s.placesBits.W))
  private val product       = Reg(SInt(s.product.W))
  private val accumulators  = Seq.fill(2)(Reg(SInt(s.accumulator.W)))
  private val rotation      = Reg(SInt(s.accumulator.W))
  private val rounded       = Reg(SInt(s.rounded.W))
  private val numerator     = Reg(SInt(s.accumulator.W))
  private val relaxed       = Reg(SInt(s.accumulator.W))
  private val residue       = Reg(SInt(s.accumulator.W))
  private val entry         = Reg(SInt(s.entry.W))
  private val estimate      = Reg(new ReciprocalEstimateResult(s.p))
  private val result        = Reg(SInt(s.state.W))
  private val saturated     = Reg(Bool())

  when(control.select) {
    a := MuxLookup(control.a, fit(in.coupling, s.operandA))(
      Seq(
        OperandA.key         -> in.key,
        OperandA.value       -> in.value,
        OperandA.state       -> operand,
        OperandA.magnitude   -> Mux(operand < 0.S, 0.S -& operand, operand),
        OperandA.partner     -> in.partner,
        OperandA.accumulator -> Mux(control.bank, accumulators(1), accumulators(0)),
        OperandA.numerator   -> numerator,
        OperandA.result      -> relaxed,
        OperandA.difference  -> (numerator -& relaxed),
        OperandA.residue     -> residue,
        OperandA.rotation    -> rotation,
        OperandA.source      -> in.source,
        OperandA.one         -> 1.S
      ).map { case (select, value) => select -> fit(value, s.operandA) }
    )
    b := MuxLookup(control.b, in.scalar)(
      Seq(
        OperandB.source     -> in.source,
        OperandB.weight     -> in.weight.zext,
        OperandB.mantissa   -> in.mantissa.zext,
        OperandB.second     -> second,
        OperandB.gain       -> in.gain,
        OperandB.cosine     -> in.cosine,
        OperandB.sine       -> in.sine,
        OperandB.divisor    -> estimate.hn.zext,
        OperandB.reciprocal -> estimate.t.zext,
        OperandB.entryOrOne -> Mux(operand < 0.S, entry, (BigInt(1) << s.numerics.weightFraction).S),
        OperandB.entry      -> entry
      ).map { case (select, value) => select -> fit(value, s.operandB) } ++
        (if (s.p.trajectory) Seq(OperandB.step -> fit(in.step.zext, s.operandB)) else Seq.empty)
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
    selectPlaces := fit((control.shift + more + s.widening.S).asUInt, s.placesBits)
  }

  when(control.multiply) { product := SignedMultiplier(a, b) }
  when(control.multiplyPost) { places := selectPlaces }

  for (bank <- 0 until 2) {
    when(control.accumulate(bank)) {
      accumulators(bank) := fit(Mux(control.first, 0.S, accumulators(bank)) + fit(product, s.accumulator), s.accumulator)
    }
  }
  when(control.rotate) { rotation := fit(Mux(control.rotateFirst, 0.S, rotation) + fit(product, s.accumulator), s.accumulator) }
  when(control.round) { rounded := fit((((product << (s.widening + 1)) >> places) + 1.S) >> 1, s.rounded) }

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

  private val branchLimit = (BigInt(1) << (Numerics.RESIDUAL_BRANCH_BITS - 1)) - 1
  when(control.saturate) {
    val (branch, branchSaturated) = clamp(rounded, branchLimit.S)
    val sum              = Mux(control.residual, fit(branch, s.rounded) + added, rounded)
    val (limited, outside) = clamp(sum, control.limit)
    result    := Mux(in.exists, fit(limited, s.state), 0.S)
    saturated := in.exists && (outside || (control.residual && branchSaturated))
  }

  out.operand   := operand
  out.fill      := state(control.fillGroup)
  out.product   := product
  out.result    := result
  out.saturated := saturated
  out.relaxed   := relaxed
  out.argument  := residue
  out.entry     := entry
  out.estimate  := estimate

  private def clamp(x: SInt, limit: SInt): (SInt, Bool) = {
    val isHigh = x > limit
    val isLow  = x < ~limit
    (Mux(isHigh, limit, Mux(isLow, ~limit, x)), isHigh || isLow)
  }
}
