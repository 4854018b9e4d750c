package io.github.dsllm.hw

import chisel3._
import chisel3.util.{Decoupled, Valid}

/** A stream: `count` slots from coupling word or row `address` on, which meet `groups` groups of sources. */
class StreamCommand(s: Shape) extends Bundle {
  val kind     = StreamKind()
  val source   = UInt(16.W)
  val count    = UInt(17.W)
  val groups   = UInt(17.W)
  val coupling = UInt(s.couplingBits.W)
  val row      = UInt(s.rowBits.W)
}

/** Issues the slots of LINEAR, SCORES, ATTEND and EMBED, one per cycle.
  *
  * A new stream is taken in the cycle of the last slot of the one before, together with the fill of the source register, so nothing is lost between them. A fill waits
  * while its group is pending or the source register still holds nodes of EMBED; row p waits for the key (value) tasks; a row of ATTEND waits for its weights. EMBED collects `lanes` nodes in the source register
  * and waits until the post engine has used them (`isTaken`). `done` is high with the last slot that a post task waits for: of LINEAR, of ATTEND, of each group of EMBED.
  */
class StreamEngine(s: Shape) extends Module {
  val command    = IO(Flipped(Decoupled(new StreamCommand(s))))
  val slot       = IO(Output(new StreamSlot(s)))
  val fill       = IO(Valid(UInt(s.groupBits.W)))
  val nextGroup  = IO(Output(UInt(s.groupBits.W)))
  val isNextPending    = IO(Input(Bool()))
  val isCommandPending = IO(Input(Bool()))
  val keysPending   = IO(Input(Bool()))
  val valuesPending = IO(Input(Bool()))

  /** A sum has left the accumulators for good. */
  val sumFreed      = IO(Input(Bool()))
  val weights    = IO(Flipped(Decoupled(Vec(s.segments, UInt(s.weight.W)))))
  val isTaken    = IO(Input(Bool()))
  val done       = IO(Output(Bool()))
  val isIdle     = IO(Output(Bool()))
  val isAttention = IO(Output(Bool()))

  /** SCORES begins, so that the old scores are of no use any more. */
  val newScores   = IO(Output(Bool()))

  /** Groups that the running stream has not read yet. */
  val unread      = IO(Valid(UInt(s.groupBits.W)))
  val unreadLast  = IO(Output(UInt(s.groupBits.W)))

  private val active    = RegInit(false.B)

  // of which kind the running stream is, none if none runs; `kind` keeps the last one
  private val isLinear  = RegInit(false.B)
  private val isScores  = RegInit(false.B)
  private val isAttend  = RegInit(false.B)
  private val isEmbed   = RegInit(false.B)
  private val kinds     = Seq(StreamKind.linear -> isLinear, StreamKind.scores -> isScores, StreamKind.attend -> isAttend, StreamKind.embed -> isEmbed)
  private val kind      = Reg(StreamKind())
  private val left      = Reg(UInt(s.lengthBits.W))
  private val index     = Reg(UInt(s.laneBits.W))
  private val first     = Reg(Bool())
  private val coupling  = Reg(UInt(s.couplingBits.W))
  private val row       = Reg(UInt(s.rowBits.W))
  private val isFilled  = Reg(Bool())
  private val following = Reg(UInt(s.groupBits.W))
  private val lastGroup = Reg(UInt(s.groupBits.W))
  private val isRead    = Reg(Bool()) // no group is left
  private val isWaiting = Reg(Bool())

  private val accepts     = command.fire
  private val accumulates = accepts && (command.bits.kind === StreamKind.linear || command.bits.kind === StreamKind.attend)

  // how many streams run or wait to be settled, as far as 3; with two of them the sum of the first is kept
  private val unsettled   = Seq.fill(2)(RegInit(false.B)) // bits, as a number would be taken for the state of a machine and get more of them
  private val unfreed     = Mux(sumFreed, VecInit(0.U, 0.U, 1.U, 2.U)(VecInit(unsettled).asUInt), VecInit(unsettled).asUInt)
  private val isSumKept   = if (s.isCompact) false.B else RegNext(Mux(accumulates, unfreed === 1.U, unfreed === 2.U), false.B)
  private val nextUnsettled = Mux(accumulates, VecInit(1.U, 2.U, 3.U, 3.U)(unfreed), unfreed) // tables, as a carry chain would come late
  unsettled.zipWithIndex.foreach { case (bit, i) => bit := nextUnsettled(i) }

  // whether a slot is issued is known last in a cycle: everything else comes from registers
  private val isLastRow   = Reg(Bool()) // left is 1
  private val isThrough   = Reg(Bool()) // left is 0
  private val isLastIndex = Reg(Bool()) // index is L − 1
  private val isBlank     = isEmbed && isThrough
  private val takes       = isAttend && !(isLastRow && (valuesPending || isSumKept))
  private val issues = (isLinear && isFilled && !(isLastRow && isSumKept)) || (isScores && isFilled && !(isLastRow && keysPending)) ||
    (takes && weights.valid) || (isEmbed && !isWaiting)
  private val isLast = Reg(Bool()) // of a stream: of EMBED, whose groups are always filled up, the last index and no row left
  private val ends   = issues && isLast

  slot.valid    := issues
  slot.kind     := kind
  slot.first    := first
  slot.last     := isLastRow
  slot.blank    := isBlank
  slot.index    := index
  slot.coupling := coupling
  slot.row      := row
  slot.weights  := weights.bits
  weights.ready := takes

  done   := issues && !isScores && (isLast || (isEmbed && isLastIndex))
  isIdle := !active
  isAttention := isScores || isAttend
  command.ready := !active || ends

  // the next group of the running stream, which the last of its slots no longer needs, or the first one of the stream that begins
  private val isUntaken  = isWaiting || isEmbed
  private val mayFill    = !isRead && !isNextPending && !isUntaken
  private val fillsNext  = mayFill && (!isFilled || (issues && isLinear && isLastIndex))
  private val needsFirst = command.bits.kind === StreamKind.linear || command.bits.kind === StreamKind.scores
  private val fillsFirst = command.valid && needsFirst && !isCommandPending && !isUntaken
  nextGroup  := following
  fill.valid := Mux(active && !(issues && isLast), fillsNext, fillsFirst)
  fill.bits  := Mux(command.ready, Shape.fit(command.bits.source, s.groupBits), following)

  when(issues) {
    first    := false.B
    index    := index + 1.U
    isLastIndex := index === (s.lanes - 2).U
    coupling := coupling + !isBlank
    row      := row + 1.U
    left     := Mux(isBlank, 0.U, left - 1.U)
    isLastRow := left === 2.U
    isThrough := isLastRow || isThrough
    isLast    := Mux(isEmbed, index === (s.lanes - 2).U && (left === 2.U || isLastRow || isThrough), left === 2.U)
    when(isLinear && isLastIndex) { isFilled := false.B }
    when(isEmbed && isLastIndex) { isWaiting := true.B }
    when(isLast) {
      active := false.B
      for ((_, runs) <- kinds) { runs := false.B }
    }
  }
  when(isTaken) { isWaiting := false.B }
  when(fillsNext) { // never with the last slot, as a stream has read all its groups then; nothing of it counts while no stream runs
    isFilled   := true.B
    following  := following + 1.U
    isRead     := following === lastGroup
  }
  when(accepts) {
    active     := true.B
    for ((of, runs) <- kinds) { runs := command.bits.kind === of }
    kind       := command.bits.kind
    left       := Shape.fit(command.bits.count, s.lengthBits)
    isLastRow  := command.bits.count === 1.U
    isThrough  := command.bits.count === 0.U
    isLast     := command.bits.count === 1.U && command.bits.kind =/= StreamKind.embed
    index      := 0.U
    isLastIndex := false.B
    first      := true.B
    coupling   := command.bits.coupling
    row        := command.bits.row
    isFilled   := fillsFirst
    following  := Mux(fillsFirst, Shape.fit(command.bits.source, s.groupBits) + 1.U, Shape.fit(command.bits.source, s.groupBits))
    lastGroup  := Shape.fit(command.bits.source + command.bits.groups - 1.U, s.groupBits)
    isRead     := Mux(fillsFirst, command.bits.groups === 1.U, command.bits.groups === 0.U)
  }
  when(reset.asBool || (accepts && command.bits.kind === StreamKind.embed)) { isWaiting := false.B }

  newScores    := accepts && command.bits.kind === StreamKind.scores
  unread.valid := active && !isRead
  unread.bits  := following
  unreadLast   := lastGroup
}
