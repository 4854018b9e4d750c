package io.github.dsllm.hw

import chisel3._
import chisel3.util.{Decoupled, MuxCase, Valid}
import io.github.dsllm.codegen.isa.NodeFunction

/** Hands instructions in program order to the stream engine and the post queue, and waits where isa.md lets an instruction wait. What only the
  * owner of the token sends, and what it alone need not wait for, is passed over elsewhere. What goes to an engine takes two cycles: in the last but one it has nothing to
  * wait for any more, in the last it leaves; so do TOKEN and SAMPLE. In a compact core it leaves at once.
  *
  * An instruction that writes n groups takes n + 1 cycles, all but the last but one marking a group as pending; it waits while the running stream still has to read such a
  * group. TOKEN and SAMPLE wait until everything before them is written; in a compact core every instruction does.
  */
class Dispatcher(s: Shape, tile: Int) extends Module {
  override def desiredName = if (tile == 0) "HostDispatcher" else "Dispatcher"
  private val isHostTile = tile == 0

  val next     = IO(Flipped(Decoupled(new DecodedOperation(s))))
  val stream   = IO(Valid(new StreamCommand(s)))
  val weights  = IO(Decoupled(new WeightsCommand(s)))
  val post     = IO(Decoupled(new PostTask(s)))
  val mark     = IO(Valid(new SettledGroup(s)))

  /** Another group of the instruction is to be marked after this one. */
  val marksNext = IO(Output(Bool()))

  val unread      = IO(Flipped(Valid(UInt(s.groupBits.W))))
  val unreadLast  = IO(Input(UInt(s.groupBits.W)))
  val isAttention = IO(Input(Bool()))
  val isIdle      = IO(Input(Bool()))
  val keyDone     = IO(Input(Bool()))
  val valueDone   = IO(Input(Bool()))

  val keysPending   = IO(Output(Bool()))
  val valuesPending = IO(Output(Bool()))

  /** RELOADs, and how many of them are not complete. */
  val reload     = if (s.isExternal) Some(IO(Decoupled(new ReloadCommand(s)))) else None
  val incomplete = if (s.isExternal) Some(IO(Input(UInt(ReloadUnit.countBits.W)))) else None

  /** EVOLVE and STORE, and the cycle in which one is done. */
  val train   = if (s.isTrained) Some(IO(Decoupled(new TrainCommand(s)))) else None
  val trained = if (s.isTrained) Some(IO(Input(Bool()))) else None

  val step      = IO(Flipped(Decoupled(new Step)))
  val sample    = IO(Decoupled(new SampleStart))
  val sampled   = IO(Input(Bool()))
  val arrival   = IO(Output(UInt(s.groupBits.W)))
  val hasArrived = IO(Input(Bool()))
  val clearsArrival = IO(Output(Bool()))

  val position  = IO(Output(UInt(Shape.positionBits.W)))
  val lane      = IO(Output(UInt(s.laneBits.W)))
  val scaleWordOfToken = IO(Output(UInt(s.scaleBits.W)))
  val tokenGroup = IO(Output(UInt(s.groupBits.W)))
  val tokenPc    = IO(Output(UInt(s.pcBits.W)))
  val vocabulary = IO(Output(UInt(HostUnit.tokenBits.W)))
  val fault      = IO(Output(Bool()))

  private val operation = next.bits.operation
  private def is(functions: NodeFunction*): Bool = next.bits.is(functions: _*)

  /** What an instruction waits for, from a register: it asked one cycle before. All that an instruction waits for stays so once it is, until something is dispatched. */
  private def checked(condition: Bool): Bool = {
    val isMet = condition && next.valid
    if (s.isCompact) isMet else RegNext(isMet && !next.ready, false.B)
  }

  private val isLock     = next.bits.isLock
  private val isReserved = next.bits.isReserved

  private val token        = Reg(UInt(16.W))
  private val positionNow  = RegInit(0.U(s.positionBits.W))
  private val keys         = RegInit(0.U(4.W))
  private val values       = RegInit(0.U(4.W))
  private val tag          = RegInit(0.U(Shape.tagBits.W))
  private val isPrepared   = RegInit(false.B)
  private val isEmbedding  = RegInit(false.B) // an EMBED is prepared
  private val isSampling   = RegInit(false.B)
  private val ownsToken    = RegInit(false.B)

  // the embedding row of the token, and whether it was held here, which is known when it is prepared
  private val rowGroup     = token >> s.laneBits
  private val isOwner      = RegNext(rowGroup >= operation.source && rowGroup < operation.source +& operation.second)
  private val rowOffset    = Reg(UInt(s.couplingBits.W))
  private val rowScale     = Reg(UInt(s.scaleBits.W))
  private val isEmbed      = next.valid && is(NodeFunction.EMBED)
  private val isReload     = next.valid && s.isExternal.B && is(NodeFunction.RELOAD)
  private val isByToken    = isReload && operation.owner
  private val isLoaded     = operation.reload.map(_.isLoaded).getOrElse(false.B)
  private val rowsBefore   = (rowGroup - operation.source) * operation.count
  when(isEmbed || isByToken) {
    rowOffset  := Shape.fit(Mux(isLoaded, 0.U, rowsBefore) + operation.coupling, s.couplingBits)
    rowScale   := Shape.fit(rowGroup - operation.source + operation.scale, s.scaleBits)
    isPrepared := true.B
    isEmbedding := isEmbed
  }

  private val embeds     = isEmbedding && isOwner
  private val isStream   = next.valid && (next.bits.streams || embeds)
  private val isWeights  = next.valid && is(NodeFunction.ATTEND)
  private val isToken    = is(NodeFunction.TOKEN)
  private val isReceive  = next.valid && is(NodeFunction.ARRIVE) && !(operation.owner && ownsToken)
  private val isSend     = next.valid && is(NodeFunction.SEND) && !(operation.owner && !ownsToken)
  private val isStore    = next.valid && next.bits.stores
  private val isPost     = next.valid && (next.bits.posts || isSend || embeds)
  private val marks      = (!s.isCompact).B && next.valid && (next.bits.isMarking || embeds)
  private val isLastMark = s.isCompact.B || next.bits.isLastMark
  private val group      = next.bits.mark
  private val isUnread   = unread.valid && group >= unread.bits && group <= unreadLast

  private val mayMark     = !marks || !isUnread
  private val mayPrepared = !(isEmbed || isByToken) || isPrepared
  private val mayBegin    = if (s.isCompact) isIdle else true.B
  private val mayStore    = !isStore || !isAttention
  private val mayRead     = incomplete.map(count => !isLoaded || count <= operation.shift2.asUInt).getOrElse(true.B)
  private val isReady     = next.valid && isLastMark && mayMark && mayPrepared && mayBegin && mayStore && mayRead
  private val sharesReady = (!isWeights || weights.ready) && (!isPost || post.ready)
  private val dispatches  = checked((isStream || isPost) && isReady && sharesReady)
  private val isStill     = checked(isIdle)

  stream.valid  := dispatches && (next.bits.streams || embeds)
  weights.valid := dispatches && is(NodeFunction.ATTEND)
  post.valid    := dispatches && (next.bits.posts || is(NodeFunction.SEND) || embeds)

  stream.bits.kind := MuxCase(
    StreamKind.linear,
    Seq(is(NodeFunction.SCORES) -> StreamKind.scores, is(NodeFunction.ATTEND) -> StreamKind.attend, is(NodeFunction.EMBED) -> StreamKind.embed)
  )
  stream.bits.source   := operation.source
  stream.bits.count    := Mux(is(NodeFunction.SCORES, NodeFunction.ATTEND), positionNow +& 1.U, operation.count)
  stream.bits.groups   := Mux(is(NodeFunction.LINEAR), next.bits.groups, is(NodeFunction.SCORES).asUInt)
  stream.bits.coupling := Mux(is(NodeFunction.EMBED), rowOffset, operation.coupling)
  stream.bits.row      := Shape.fit(operation.address, s.rowBits)
  weights.bits.position := positionNow
  weights.bits.shift    := operation.shift
  weights.bits.pc       := operation.pc
  post.bits.operation := operation
  post.bits.tag       := tag

  private val reloads = reload
    .map { port =>
      val externalRow = Reg(UInt(External.addressBits.W))
      when(isByToken) { externalRow := Shape.fit(rowsBefore + operation.reload.get.external, External.addressBits) }
      port.valid         := isReload && mayPrepared && !(isByToken && !isOwner)
      port.bits.external := Mux(isByToken, externalRow, operation.reload.get.external)
      port.bits.coupling := operation.coupling
      port.bits.count    := operation.count
      port.fire
    }
    .getOrElse(false.B)

  // EVOLVE for tokens below `steps`, STORE for the others; both wait until everything before them is written, and nothing begins before they are done
  private val isTraining  = train.map(_ => RegInit(false.B))
  private val isEvolve    = next.valid && s.isTrained.B && is(NodeFunction.EVOLVE)
  private val isStoring   = next.valid && s.isTrained.B && is(NodeFunction.STORE)
  private val isForToken  = operation.steps === 0.U || operation.isBelow(token) === isEvolve
  private val isUnwanted  = (isEvolve || isStoring) && !isForToken
  private val isTrained   = trained.getOrElse(false.B)
  for ((port, busy) <- train.zip(isTraining)) {
    port.valid         := (isEvolve || isStoring) && isForToken && isStill && !busy
    port.bits.isStore  := isStoring
    port.bits.source   := Shape.fit(operation.source, s.groupBits)
    port.bits.currents := operation.group
    port.bits.coupling := operation.coupling
    port.bits.count    := operation.count
    port.bits.shift    := operation.shift
    port.bits.pc       := operation.pc
    port.bits.valid    := operation.valid
    when(isTrained) { busy := false.B }.elsewhen(port.fire) { busy := true.B }
  }

  private val isMark = marks && next.valid && mayMark && mayPrepared && (!isLastMark || dispatches)
  mark.valid      := isMark
  mark.bits.group := group
  mark.bits.tag   := tag
  marksNext       := isMark && !isLastMark
  tag  := tag + (dispatches && isPost)
  keys      := keys + (dispatches && is(NodeFunction.KEY)) - keyDone
  values    := values + (dispatches && is(NodeFunction.VALUE)) - valueDone

  // what the stream engine hangs on comes from registers, where the decision to dispatch arrives last
  keysPending   := RegNext((dispatches && is(NodeFunction.KEY)) || keys =/= keyDone.asUInt, false.B)
  valuesPending := RegNext((dispatches && is(NodeFunction.VALUE)) || values =/= valueDone.asUInt, false.B)

  // arrivals
  arrival := operation.group
  private val received = isReceive && hasArrived

  // token
  step.ready    := isToken && isStill
  clearsArrival := received || (step.fire && (!isHostTile).B)
  tokenGroup    := operation.group
  tokenPc       := operation.pc
  vocabulary    := operation.count
  when(step.fire) {
    token       := step.bits.token
    positionNow := Shape.fit(step.bits.position, s.positionBits)
  }

  // sample
  sample.valid      := is(NodeFunction.SAMPLE) && isStill && !isSampling
  sample.bits.source := operation.source
  sample.bits.count  := operation.count
  sample.bits.shift  := operation.shift
  sample.bits.pc     := operation.pc
  when(sample.fire) { isSampling := true.B }
  when(sampled) { isSampling := false.B }

  private val isSkipped = next.valid && operation.owner && ((is(NodeFunction.ARRIVE) && ownsToken) || (is(NodeFunction.SEND) && !ownsToken))
  private val passes    = next.valid && (isLock || isReserved) || isSkipped || ((isEmbed || isByToken) && !isOwner && isPrepared) || isUnwanted
  fault      := next.valid && isReserved
  next.ready := dispatches || reloads || received || step.fire || (isSampling && sampled) || passes || isTrained
  when(next.fire) {
    isPrepared  := false.B
    isEmbedding := false.B
  }
  when(next.fire && (isEmbed || isToken)) { ownsToken := embeds }

  position         := positionNow
  lane             := token(s.laneBits - 1, 0)
  scaleWordOfToken := rowScale
}

/** What SAMPLE hands to the sampler. */
class SampleStart extends Bundle {
  val source = UInt(16.W)
  val count  = UInt(16.W)
  val shift  = SInt(8.W)
  val pc     = UInt(16.W)
}
