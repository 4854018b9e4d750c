package io.github.dsllm.hw

import chisel3._
import chisel3.util.{Decoupled, Queue, RegEnable, ShiftRegister, Valid, log2Ceil}


/** What ATTEND tells the attention unit. */
class WeightsCommand(s: Shape) extends Bundle {
  val position = UInt(s.positionBits.W)
  val shift    = SInt(8.W)
  val pc       = UInt(s.pcBits.W)
}

/** Scores S_j[s] with their maxima, and from them the weights f_j[s] = E(R(M[s] − S_j[s], shift)) and their sums H[s].
  *
  * Scores come in from the segment trees, one row per cycle. After `command` and the last score the rows are read again, one per cycle, through the exponential
  * units of the segments into a queue; reading never runs ahead of the queue's room. Row j leaves the queue [[AttentionUnit.readLatency]] cycles after its read at the earliest.
  * The maxima and the sums are one word each, so that simulators compute them only when a score or a weight comes.
  * `isHeld` stops new reads while somebody else needs the exponential units; `isReading` is high while a row is on its way through them.
  */
class AttentionUnit(s: Shape) extends Module {
  private val latency = AttentionUnit.readLatency
  private val depth   = if (s.isCompact) AttentionUnit.compactRoom else latency + 3

  val newScores = IO(Input(Bool()))
  val score     = IO(Flipped(Valid(Vec(s.segments, SInt(s.score.W)))))
  val first     = IO(Input(Bool()))
  val last      = IO(Input(Bool()))

  val command   = IO(Flipped(Decoupled(new WeightsCommand(s))))
  val isHeld    = IO(Input(Bool()))
  val isReading = IO(Output(Bool()))
  val argument  = IO(Valid(Vec(s.segments, UInt(AttentionUnit.argumentBits(s).W))))
  val weight    = IO(Flipped(Valid(Vec(s.segments, UInt(s.weight.W)))))

  /** `weight` will be valid in the next cycle. */
  val isWeightNext = IO(Input(Bool()))
  val weights   = IO(Decoupled(Vec(s.segments, UInt(s.weight.W))))
  val sums      = IO(Decoupled(Vec(s.segments, UInt(s.weightSum.W))))
  val pc        = IO(Output(UInt(s.pcBits.W)))

  private val scores = Module(new DsMemory(s.segments * s.score, s.p.depths.context, ""))
  private val maximaWord = Reg(UInt((s.segments * s.score).W))
  private val maxima = maximaWord.asTypeOf(Vec(s.segments, SInt(s.score.W)))
  private val row    = Reg(UInt(s.contextBits.W))
  private val writtenRow = Mux(first, 0.U, row)
  private val isComplete = RegInit(false.B)
  scores.clock        := clock
  scores.writeEnable  := score.valid
  scores.writeAddress := writtenRow
  scores.writeData    := score.bits.asUInt
  when(newScores) { isComplete := false.B }
  when(score.valid) {
    row := writtenRow + 1.U
    maximaWord := VecInit(maxima.zip(score.bits).map { case (maximum, value) => Mux(first || value > maximum, value, maximum) }).asUInt
    when(last) { isComplete := true.B }
  }

  private val active   = RegInit(false.B)
  private val request  = Reg(new WeightsCommand(s))
  private val next     = Reg(UInt(s.positionBits.W))
  private val received = Reg(UInt(s.positionBits.W))
  private val credits  = RegInit(depth.U(log2Ceil(depth + 1).W))
  private val totalWord = Reg(UInt((s.segments * s.weightSum).W))
  private val total    = totalWord.asTypeOf(Vec(s.segments, UInt(s.weightSum.W)))
  private val isSummed = RegInit(false.B)

  private val isReadingRows = active && next <= request.position
  private val mayRead       = isReadingRows && isComplete && !isHeld && credits =/= 0.U
  scores.readEnable  := mayRead
  scores.readAddress := Shape.fit(next, s.contextBits)
  when(mayRead) { next := next + 1.U }

  private val isRead = RegNext(mayRead, false.B)
  argument.valid := ShiftRegister(isRead, AttentionArgument.latency, false.B, true.B)
  for (segment <- 0 until s.segments) {
    val unit = Module(new AttentionArgument(s.score, s.widening, s.placesBits, AttentionUnit.argumentBits(s)))
    unit.clock   := clock
    unit.enable  := isRead
    unit.maximum := maxima(segment)
    unit.value   := scores.readData((segment + 1) * s.score - 1, segment * s.score).asSInt
    unit.places  := (request.shift +& s.widening.S).asUInt(s.placesBits - 1, 0)
    argument.bits(segment) := unit.argument
  }

  private val queue = Module(new Queue(Vec(s.segments, UInt(s.weight.W)), depth, flow = true))
  queue.io.enq.valid := weight.valid
  queue.io.enq.bits  := weight.bits
  weights <> queue.io.deq
  credits := credits - mayRead + weights.fire

  // whether there is a row, in the queue or coming, as a register of its own, because the streams hang on it
  private val held      = RegInit(0.U(log2Ceil(depth + 1).W))
  private val isOffered = RegInit(false.B)
  private val isChanged = weight.valid =/= weights.fire
  when(isChanged) { held := Mux(weight.valid, held + 1.U, held - 1.U) }
  isOffered     := isWeightNext || Mux(isChanged, weight.valid || held =/= 1.U, held =/= 0.U)
  weights.valid := isOffered

  private val isLastWeight = received === request.position
  when(weight.valid) {
    totalWord := VecInit(total.zip(weight.bits).map { case (sum, f) => Mux(received === 0.U, 0.U, sum) + f }).asUInt
    received := received + 1.U
    when(isLastWeight) {
      isSummed := true.B
      active   := false.B
    }
  }
  when(sums.fire) { isSummed := false.B }
  sums.valid := isSummed
  sums.bits  := total

  command.ready := !active && !isSummed
  when(command.fire) {
    active   := true.B
    request  := command.bits
    next     := 0.U
    received := 0.U
  }
  isReading := (0 to latency - 1).map(n => if (n == 0) isRead else ShiftRegister(isRead, n, false.B, true.B)).reduce(_ || _)
  pc        := request.pc
}

object AttentionUnit {

  /** Weights that a compact core keeps. */
  val compactRoom = 2

  /** From the address of a row to its weights. */
  val readLatency: Int = 1 + AttentionArgument.latency + ExponentialUnit.latency

  /** Bits of an exponential's argument: whatever is larger than the largest that counts gives 0. */
  def argumentBits(s: Shape): Int = {
    val zeroFrom = io.github.dsllm.codegen.chip.ExponentialTable.zeroFrom(s.numerics)
    64 - java.lang.Long.numberOfLeadingZeros(zeroFrom) + 1
  }

  /** Clamps a non-negative argument to [[argumentBits]]. */
  def limit(s: Shape, t: UInt): UInt = {
    val bits = argumentBits(s)
    if (t.getWidth <= bits) t.pad(bits) else Mux((t >> bits).orR, ((BigInt(1) << bits) - 1).U, t(bits - 1, 0))
  }
}
