package io.github.dsllm.hw

import chisel3._
import chisel3.util.{Cat, RegEnable, ShiftRegister, Valid, is, log2Ceil, switch}
import io.github.dsllm.codegen.chip.{CoreParameters, Numerics}

/** What SAMPLE asks for. */
class SampleRequest extends Bundle {
  val source             = UInt(16.W)
  val count              = UInt(16.W)
  val shift              = SInt(8.W)
  val offer              = Bool()
  val inverseTemperature = UInt(16.W)
}

/** Reads logits from the source register and picks a token (docs/isa.md §4, SAMPLE).
  *
  * `start` while idle; `done` is high for one cycle with `token`, which stays. [[Sampler.readLatency]] cycles after `readGroup` its group must be in the source
  * register, without exception; `turn` turns the rings of units.
  * Greedy: a comparison tree over one lane of each unit, or over all lanes ([[CoreParameters.comparedLanes]]): ⌈count/L⌉ · L/comparedLanes + [[MaximumTree.latency]] + 3
  * cycles. With a temperature: the same, then one logit per cycle twice. `reload` loads the seed into the LFSR.
  */
class Sampler(s: Shape) extends Module {
  private val p        = s.p
  private val width    = p.widths.stateWord
  private val sumWidth = 16 + p.numerics.weightFraction + 1
  private val stepBits = log2Ceil(s.lanes / p.comparedLanes)

  val start     = IO(Flipped(Valid(new SampleRequest)))
  val seed      = IO(Input(UInt(32.W)))
  val reload    = IO(Input(Bool()))
  val readValid = IO(Output(Bool()))
  val readGroup = IO(Output(UInt(16.W)))
  val turn      = IO(Output(Vec(s.units, Bool())))
  val heads     = IO(Input(Vec(s.units, SInt(width.W))))
  val nodes     = if (s.comparesGroups) Some(IO(Input(Vec(s.lanes, SInt(width.W))))) else None
  val done      = IO(Output(Bool()))
  val token     = IO(Output(UInt(16.W)))
  val load      = s.loadPort()

  private object Phase extends ChiselEnum { val idle, maximum, shift, sum, threshold, pick = Value }
  private val phase    = RegInit(Phase.idle)
  private val request  = RegEnable(start.bits, start.valid)
  private val index    = Reg(UInt(s.lengthBits.W))
  private val isDone   = RegInit(false.B)
  private val result   = Reg(UInt(16.W))
  private val ticks    = Reg(UInt(5.W))
  private val isRandom = (!s.isCompact).B && request.offer && request.inverseTemperature =/= 0.U
  private val isLast32 = ticks === 31.U

  private val isMaximum = phase === Phase.maximum
  private val isWalk    = phase === Phase.sum || phase === Phase.pick
  private val lane      = index(s.laneBits - 1, 0)
  private val phaseOfGroup = if (s.comparesGroups) 0.U else index(stepBits - 1, 0)
  private val before    = Mux(isMaximum, index >> stepBits, index >> s.laneBits) << s.laneBits // logits in the groups before

  // what is read next, and whether there is something left, from registers: all lanes hang on it
  private val nextGroup = Reg(UInt(16.W))
  private val moreGroups = Reg(Bool())
  private val moreNodes  = Reg(Bool())
  private val mayIssue  = (isMaximum && moreGroups) || (isWalk && moreNodes)
  readValid := mayIssue && Mux(isMaximum, phaseOfGroup, lane) === 0.U
  readGroup := nextGroup
  when(mayIssue) {
    val next = index + 1.U
    index      := next
    moreGroups := ((next >> stepBits) << s.laneBits) < request.count
    moreNodes  := next < request.count
  }
  when(readValid) { nextGroup := nextGroup + 1.U }
  private def restart(source: UInt): Unit = {
    index      := 0.U
    nextGroup  := source
    moreGroups := true.B
    moreNodes  := true.B
  }

  // the same when its nodes are there
  private val isCompared = delayed(mayIssue && isMaximum)
  private val isWalked   = delayed(mayIssue && isWalk)
  private val lane2      = ShiftRegister(lane, Sampler.readLatency)
  private val before2    = ShiftRegister(before.pad(16)(15, 0), Sampler.readLatency)
  private val remaining2 = RegNext(request.count - RegNext(before.pad(16)(15, 0)))
  private val unit2      = lane2 >> s.phaseBits
  for (unit <- 0 until s.units) { turn(unit) := (isCompared && (!s.comparesGroups).B) || (isWalked && unit2 === unit.U) }

  private val tree = Module(new MaximumTree(p.comparedLanes, s.lanes / p.comparedLanes, width))
  tree.in.valid  := isCompared
  tree.in.bits   := nodes.getOrElse(heads)
  tree.first     := before2
  tree.phase.foreach(_ := lane2(stepBits - 1, 0))
  tree.remaining := remaining2
  tree.last      := delayed(isMaximum && (if (s.comparesGroups) true.B else phaseOfGroup.andR) && before +& s.lanes.U >= request.count)
  tree.clear     := start.valid

  isDone := false.B
  switch(phase) {
    is(Phase.maximum) {
      when(tree.isComplete) {
        result := tree.index
        isDone := !isRandom
        ticks  := 0.U
        phase  := Mux(isRandom, Phase.shift, Phase.idle)
      }
    }
  }
  if (!s.isCompact) walkTwice()
  when(start.valid) {
    phase := Phase.maximum
    restart(start.bits.source)
  }

  done  := isDone
  token := result

  /** Sums the weights of all logits, draws a limit, and walks to the logit whose weight passes it. */
  private def walkTwice(): Unit = {
    val lfsr     = RegInit(1.U(32.W))
    val feedback = Mux(lfsr(0), Numerics.LFSR_POLYNOMIAL.toLong.&(0xffffffffL).U(32.W), 0.U)
    when(reload) { lfsr := seed }.elsewhen(phase === Phase.shift) { lfsr := (lfsr >> 1) ^ feedback }

    val weights = Module(new SampleWeights(s))
    Shape.connect(weights.load, load)
    weights.in.valid           := isWalked
    weights.in.bits            := (if (s.units == 1) heads(0) else heads(unit2))
    weights.maximum            := tree.maximum
    weights.inverseTemperature := request.inverseTemperature
    weights.shift              := request.shift
    val f       = weights.out
    val arrived = Reg(UInt(16.W))
    val left    = Reg(UInt(16.W))
    val total   = Reg(UInt(sumWidth.W))
    val prefix  = Reg(UInt(sumWidth.W))
    val limit   = Reg(UInt(sumWidth.W))
    val nextSum  = prefix + f.bits
    val isSummed = RegNext(f.valid && phase === Phase.pick, false.B)
    val latest   = RegEnable(arrived, f.valid)

    switch(phase) {
      is(Phase.shift) {
        ticks   := ticks + 1.U
        restart(request.source)
        left    := request.count
        prefix  := 0.U
        when(isLast32) { phase := Phase.sum }
      }
      is(Phase.sum) {
        when(f.valid) {
          prefix := nextSum
          left   := left - 1.U
          when(left === 1.U) {
            total := nextSum
            limit := 0.U
            ticks := 0.U
            phase := Phase.threshold
          }
        }
      }
      is(Phase.threshold) {
        limit   := (limit +& Mux((lfsr >> ticks)(0), total, 0.U)) >> 1
        ticks   := ticks + 1.U
        restart(request.source)
        arrived := 0.U
        prefix  := 0.U
        when(isLast32) { phase := Phase.pick }
      }
      is(Phase.pick) {
        when(f.valid) {
          prefix  := nextSum
          arrived := arrived + 1.U
        }
        when(isSummed && prefix > limit) {
          result := latest
          isDone := true.B
          phase  := Phase.idle
        }
      }
    }
  }

  private def delayed(isIssued: Bool): Bool = ShiftRegister(isIssued, Sampler.readLatency, false.B, true.B)
}

object Sampler {

  /** Cycles from the address of a group to its nodes. */
  val readLatency = 2
}

/** The largest of a stream of nodes, several per cycle, and its lowest index; `isComplete` is high [[MaximumTree.latency]] cycles after the `last`.
  * Input i brings node `first` + i · stride + `phase`; `remaining` is the number of nodes from `first` on.
  */
class MaximumTree(inputs: Int, stride: Int, width: Int) extends Module {
  private val latency = MaximumTree.latency(inputs)

  val in         = IO(Flipped(Valid(Vec(inputs, SInt(width.W)))))
  val first      = IO(Input(UInt(16.W)))
  val phase      = if (stride > 1) Some(IO(Input(UInt(log2Ceil(stride).W)))) else None
  val remaining  = IO(Input(UInt(16.W)))
  val last       = IO(Input(Bool()))
  val clear      = IO(Input(Bool()))
  val maximum    = IO(Output(SInt(width.W)))
  val index      = IO(Output(UInt(16.W)))
  val isComplete = IO(Output(Bool()))

  private class Candidate extends Bundle {
    val value = SInt(width.W)
    val index = UInt(16.W)

    /** Larger for a larger value, and for a lower index among equal ones. */
    def rank: SInt = Cat(value.asUInt, ~index).asSInt
  }
  private val smallest  = (-(BigInt(1) << (width - 1))).S(width.W)

  /** Of two candidates of a cycle, of which `low` has the lower index. */
  private def better(low: Candidate, high: Candidate): Candidate =
    Mux(high.value > low.value, high.asUInt, low.asUInt).asTypeOf(new Candidate)

  /** A register per node of the tree, holding value and index as one word: simulators then compare only when `isValid`. */
  private def reduce(candidates: Seq[Candidate], isValid: Bool): Candidate =
    if (candidates.size == 1) candidates.head
    else {
      val winners = candidates.grouped(2).map { pair =>
        val word = RegEnable((if (pair.size == 1) pair.head else better(pair(0), pair(1))).asUInt, isValid)
        word.asTypeOf(new Candidate)
      }.toSeq
      reduce(winners, RegNext(isValid, false.B))
    }

  private val leaves = (0 until inputs).map { input =>
    val ofGroup = (input * stride).U | phase.getOrElse(0.U)
    val value   = Mux(ofGroup < remaining, in.bits(input), smallest)
    RegEnable(Cat(value.asUInt, first | ofGroup), in.valid).asTypeOf(new Candidate)
  }
  private val winner      = reduce(leaves, RegNext(in.valid, false.B))
  private val winnerValid = ShiftRegister(in.valid, latency - 1, false.B, true.B)
  private val winnerLast  = ShiftRegister(last && in.valid, latency - 1, false.B, true.B)

  private val bestWord = Reg(UInt(winner.getWidth.W))
  private val best    = bestWord.asTypeOf(new Candidate)
  private val isEmpty = RegInit(true.B)
  when(winnerValid) {
    when(isEmpty || winner.rank > best.rank) { bestWord := winner.asUInt }
    isEmpty := false.B
  }
  when(clear) { isEmpty := true.B }

  maximum    := best.value
  index      := best.index
  isComplete := RegNext(winnerLast, false.B)
}

object MaximumTree {
  def latency(inputs: Int): Int = log2Ceil(inputs) + 2
}

/** f = E(R((M − l)·inverseTemperature, shift)), one per cycle; shift in [[CoreParameters.SHIFT_MINIMUM]] … [[CoreParameters.SHIFT_MAXIMUM]]. */
class SampleWeights(s: Shape) extends Module {
  private val p        = s.p
  private val width    = p.widths.stateWord
  private val widening = -CoreParameters.SHIFT_MINIMUM
  private val tWidth   = width + 17 + widening

  val in                 = IO(Flipped(Valid(SInt(width.W))))
  val maximum            = IO(Input(SInt(width.W)))
  val inverseTemperature = IO(Input(UInt(16.W)))
  val shift              = IO(Input(SInt(8.W)))
  val out                = IO(Valid(UInt((p.numerics.weightFraction + 1).W)))
  val load               = s.loadPort()

  private val valid1   = RegNext(in.valid, false.B)
  private val valid2   = RegNext(valid1, false.B)
  private val places   = (shift + widening.S).asUInt(5, 0)
  private val distance = RegEnable(maximum -& in.bits, in.valid)
  private val product  = RegEnable(SignedMultiplier(distance, inverseTemperature.zext), valid1)
  private val t        = RegEnable(Rounding.round(product.asUInt(width + 16, 0) << widening, places)(tWidth - 1, 0), valid2)

  private val exponential = Module(new ExponentialUnit(s, tWidth))
  Shape.connect(exponential.load, load)
  exponential.in.valid := RegNext(valid2, false.B)
  exponential.in.bits  := t
  out                  := exponential.out
}
