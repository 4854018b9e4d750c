package io.github.dsllm.hw

import chisel3._
import chisel3.util.{Decoupled, Queue, RegEnable, ShiftRegister, Valid}
import io.github.dsllm.codegen.isa.NodeFunction

/** One tile: lanes, the two engines that feed them, and the units beside the lanes (docs/core.md).
  *
  * `step` brings the input of a position, `sample` asks for a token; both are used on tile 0 only, the others take the step from the group that TOKEN names.
  * `vocabulary` is the token limit of the TOKEN that takes a step, valid while `step` is ready.
  * `readGroup` loads the source register, of which `heads` shows the first lane of each settle unit two cycles later, and `turn` the next one; only while the
  * tile waits for its token.
  */
class Tile(s: Shape, tile: Int) extends Module {
  override def desiredName = s"Tile_$tile"
  private val isHostTile = tile == 0
  private val isAlone    = s.p.tiles == 1

  val step      = IO(Flipped(Decoupled(new Step)))
  val sample    = IO(Decoupled(new SampleStart))
  val sampled   = IO(Flipped(Valid(UInt(HostUnit.tokenBits.W))))
  val isSampleTaken = IO(Input(Bool()))
  val readGroup = IO(Flipped(Valid(UInt(16.W))))
  val turn      = IO(Input(Vec(s.units, Bool())))
  val heads     = IO(Output(Vec(s.units, SInt(s.state.W))))
  val nodes     = if (isHostTile && s.comparesGroups) Some(IO(Output(Vec(s.lanes, SInt(s.state.W))))) else None
  val send      = if (isAlone) None else Some(IO(Decoupled(new OutgoingGroup(s.p))))
  val receive   = if (isAlone) None else Some(IO(Flipped(Decoupled(new GroupTransfer(s.p)))))
  val external  = if (s.isExternal) Some(IO(Decoupled(new ExternalWords))) else None
  val answer    = if (s.isExternal) Some(IO(Flipped(Valid(UInt(s.couplingWord.W))))) else None
  val load      = s.loadPort()
  val stored    = if (s.isTrained) Some(IO(Decoupled(new StoredWord(s)))) else None
  val vocabulary = IO(Output(UInt(HostUnit.tokenBits.W)))
  val fault     = IO(Output(Bool()))
  val trace     = if (s.p.trace) Some(IO(Output(new TracePorts(s)))) else None

  private val fetch      = Fetch(s, tile)
  private val dispatcher = Module(new Dispatcher(s, tile))
  private val stream     = Module(new StreamEngine(s))
  private val post       = Module(new PostEngine(s))
  private val lanes      = Module(new LaneArray(s, tile))
  private val squares    = Module(new SquareSum(s))
  private val rsqrt      = Module(new RsqrtUnit(s.p))
  private val attention  = Module(new AttentionUnit(s))
  private val functions  = Module(new FunctionUnits(s))
  private val arrivals   = if (isAlone) None else Some(Module(new Arrivals(s)).suggestName("arrivals"))

  // instructions
  dispatcher.next <> fetch.out
  fetch.marks := dispatcher.marksNext
  if (s.isCompact) {
    stream.command.valid := dispatcher.stream.valid
    stream.command.bits  := dispatcher.stream.bits
  } else {
    // the stream that begins when the running one ends; nothing behind it is seen before, so that an end does not reach the dispatcher in its cycle
    val following = Module(new Queue(new StreamCommand(s), 1)).suggestName("following")
    following.io.enq.valid := dispatcher.stream.valid
    following.io.enq.bits  := dispatcher.stream.bits
    stream.command <> following.io.deq
    dispatcher.next.valid := fetch.out.valid && following.io.enq.ready
  }
  attention.command <> dispatcher.weights
  private val tasks = if (s.isCompact) dispatcher.post else {
    val queue = Module(new RegisteredQueue(new PostTask(s), 8)).suggestName("tasks")
    queue.enq <> dispatcher.post
    queue.deq
  }
  post.next <> tasks
  sample <> dispatcher.sample
  vocabulary := dispatcher.vocabulary
  fault := dispatcher.fault

  // what the streams ask of the lanes crosses the tile from registers
  private val streamSlot = Wire(new StreamSlot(s))
  private val streamFill = Wire(Valid(UInt(s.groupBits.W)))
  if (s.isCompact) {
    streamSlot := stream.slot
    streamFill := stream.fill
  } else {
    streamSlot       := RegNext(stream.slot)
    streamSlot.valid := RegNext(stream.slot.valid, false.B)
    streamFill.bits  := RegNext(stream.fill.bits)
    streamFill.valid := RegNext(stream.fill.valid, false.B)
  }

  private val isPending = if (s.isCompact) VecInit.fill(PendingGroups.readers)(false.B) else {
    val groups = Module(new PendingGroups(s)).suggestName("groups")
    groups.mark    := dispatcher.mark
    groups.settled := lanes.settled
    groups.group   := VecInit(stream.nextGroup, Shape.fit(stream.command.bits.source, s.groupBits))
    groups.isPending
  }
  stream.isNextPending    := isPending(0)
  stream.isCommandPending := isPending(1)
  stream.keysPending   := dispatcher.keysPending
  stream.valuesPending := dispatcher.valuesPending
  dispatcher.unread      := stream.unread
  dispatcher.unreadLast  := stream.unreadLast
  dispatcher.isAttention := stream.isAttention
  stream.sumFreed        := ShiftRegister(post.freesSum, s.release, false.B, true.B)
  private val isUnderway = if (s.isCompact) false.B else streamSlot.valid || tasks.valid
  dispatcher.isIdle      := stream.isIdle && post.isIdle && !isUnderway && !lanes.isWriting
  // a key or value is in its memory a cycle after `written`, and a slot reads it streamDelay cycles after its issue
  dispatcher.keyDone     := ShiftRegister(lanes.written.valid && lanes.written.bits.isKey, 1 - s.streamDelay, false.B, true.B)
  dispatcher.valueDone   := ShiftRegister(lanes.written.valid && lanes.written.bits.isValue, 1 - s.streamDelay, false.B, true.B)
  dispatcher.sampled     := isSampleTaken

  for (port <- external) {
    val reloads = Module(new ReloadUnit(s))
    reloads.command <> dispatcher.reload.get
    port <> reloads.request
    reloads.answer := answer.get
    dispatcher.incomplete.get := reloads.incomplete
    lanes.reloaded.get        := reloads.write
  }

  // slots
  private val postSlot = Wire(new PostSlot(s))
  postSlot       := RegNext(post.slot)
  postSlot.valid := RegNext(post.slot.valid, false.B)
  private val train = stored.map { port =>
    val unit = Module(new TrainUnit(s))
    unit.command <> dispatcher.train.get
    dispatcher.trained.get := unit.done
    lanes.train.get        := unit.control
    unit.word              := lanes.couplingWord.get
    port <> unit.stored
    unit
  }
  lanes.stream     := train.map(unit => Mux(unit.control.isActive, unit.slot, streamSlot)).getOrElse(streamSlot)
  lanes.post       := train.map(unit => Mux(unit.control.isActive, unit.currents, postSlot)).getOrElse(postSlot)
  stream.weights <> attention.weights
  stream.isTaken   := ShiftRegister(post.isTaken, s.unitLanes - 1, false.B, true.B) // the last phase reads the source register
  post.streamDone  := ShiftRegister(stream.done, 1 + s.streamDelay, false.B, true.B)
  post.position    := dispatcher.position
  post.scaleWordOfToken := dispatcher.scaleWordOfToken
  lanes.position   := dispatcher.position
  lanes.lane       := dispatcher.lane

  // norm
  squares.valid    := lanes.square.valid
  squares.first    := lanes.square.bits.first
  squares.last     := lanes.square.bits.last
  squares.squares  := lanes.square.bits.squares
  squares.epsilon  := post.epsilon
  rsqrt.start      := squares.done
  rsqrt.v          := Shape.fit(squares.sum, rsqrt.v.getWidth)
  post.rootDone    := rsqrt.done
  post.exponent    := rsqrt.e
  lanes.root       := rsqrt.r

  // attention
  attention.newScores := stream.newScores
  attention.score.valid := lanes.score.valid
  attention.score.bits  := lanes.score.bits
  attention.first   := lanes.first
  attention.last    := lanes.last
  attention.isHeld  := post.isWalk
  attention.weight  := functions.weight
  attention.isWeightNext := functions.isWeightNext
  attention.sums.ready := post.takesSums
  post.sumsValid    := attention.sums.valid
  post.mayWalk      := !attention.isReading
  functions.argument := attention.argument
  functions.sums.valid := attention.sums.fire
  functions.sums.bits  := attention.sums.bits

  // exponential and division in the lanes, node table
  private val walks = RegNext(post.walks, false.B)
  functions.walk.valid := RegNext(walks && !post.isTable, false.B)
  for (cluster <- 0 until s.p.clusters) {
    functions.walk.bits(cluster) := RegEnable(AttentionUnit.limit(s, lanes.arguments(cluster).asUInt), walks)
  }
  Seq(fetch.load, lanes.load, functions.load).foreach(Shape.connect(_, load))
  private val tableEntry = if (s.has(NodeFunction.TABLE)) {
    val table = Module(new NodeTable(s)).suggestName("nodeTable")
    Shape.connect(table.load, load)
    table.argument.valid := walks && post.isTable
    table.argument.bits  := lanes.tableArgument
    table.number.zip(post.tableNumber).foreach { case (port, number) => port := number }
    table.entry
  } else 0.U.asTypeOf(Valid(SInt(Shape.nodeTableBits.W)))
  lanes.walk          := walks
  lanes.isTable       := RegNext(post.isTable) // the last entry comes when the next task may have begun
  lanes.isWalk        := RegNext(post.isWalk)
  lanes.entryValid    := functions.entryValid || tableEntry.valid
  lanes.entries       := functions.entries
  lanes.tableEntry    := tableEntry.bits
  lanes.estimateValid := functions.estimateValid
  lanes.estimates     := functions.estimates
  lanes.estimateTurn.zip(functions.turn).foreach { case (port, turn) => port := turn }
  post.estimateValid  := functions.estimateValid

  // groups from outside: the token, arrivals
  private val tokenNodes = VecInit(
    Seq(Shape.fit(step.bits.token.zext, s.state), Shape.fit(step.bits.position.zext, s.state)) ++ Seq.fill(s.lanes - 2)(0.S(s.state.W))
  )
  private val writesToken = if (isHostTile) step.fire else false.B
  private val mayReceive  = lanes.mayWrite && !writesToken
  private val isReceived  = receive.map(_.fire).getOrElse(false.B)
  receive.foreach(_.ready := mayReceive)
  lanes.outside.valid      := writesToken || isReceived
  lanes.outside.bits.group := Mux(writesToken, dispatcher.tokenGroup, receive.map(_.bits.group).getOrElse(dispatcher.tokenGroup))
  lanes.outside.bits.nodes := receive.map(port => if (isHostTile) Mux(writesToken, tokenNodes, port.bits.nodes) else port.bits.nodes).getOrElse(tokenNodes)

  for (table <- arrivals; port <- receive) {
    table.arrives.valid := isReceived
    table.arrives.bits  := port.bits.group
    table.group         := dispatcher.arrival
    table.clears        := dispatcher.clearsArrival
  }
  private val hasArrived = arrivals.map(_.hasArrived).getOrElse(false.B) // nothing ever arrives at a tile that is alone
  dispatcher.hasArrived := hasArrived

  // the step of this tile
  private val reader = Module(new TokenReader)
  reader.start    := dispatcher.step.ready && hasArrived && (!isHostTile).B
  reader.token    := Shape.fit(lanes.source(0).asUInt, HostUnit.tokenBits)
  reader.position := Shape.fit(lanes.source(1).asUInt, HostUnit.positionBits)
  if (isHostTile) {
    dispatcher.step <> step
  } else {
    dispatcher.step <> reader.step
    step.ready := false.B
  }
  when(!(isHostTile.B)) { reader.step.ready := dispatcher.step.ready }.otherwise { reader.step.ready := false.B }

  private val reads = readGroup.valid || reader.read
  private val fill  = train.map(unit => Mux(unit.control.isActive, unit.fill, streamFill)).getOrElse(streamFill)
  lanes.fill.valid := fill.valid || reads
  lanes.fill.bits  := Mux(fill.valid, fill.bits, Mux(reader.read, dispatcher.tokenGroup, Shape.fit(readGroup.bits, s.groupBits)))
  lanes.turn := turn
  heads      := lanes.heads
  nodes.foreach(_ := lanes.source)

  // groups to other tiles
  send match {
    case Some(port) =>
      val isIssued = RegNext(post.send.valid, false.B)
      val isSent   = RegNext(isIssued, false.B)
      val sent     = RegEnable(RegEnable(post.send.bits, post.send.valid), isIssued)
      port.valid       := isSent
      port.bits.group  := sent.group
      port.bits.region := sent.region
      port.bits.nodes  := lanes.operands.get
      post.sendReady   := port.ready && !isIssued && !isSent
    case None =>
      post.sendReady := true.B
  }

  for (ports <- trace) {
    val recorder = Module(new Trace(s))
    val dispatched = traced(dispatcher.next.bits.operation)
    val scoresOf = RegEnable(if (s.isCompact) dispatched else RegEnable(dispatched, dispatcher.stream.valid), stream.newScores)
    recorder.written   := lanes.written
    recorder.stepped   := lanes.stepped
    recorder.scores    := attention.score
    recorder.weights   := functions.weight
    recorder.sums.valid := attention.sums.fire
    recorder.sums.bits  := attention.sums.bits
    recorder.scoresOf  := scoresOf
    recorder.weightsOf := RegEnable(traced(dispatcher.next.bits.operation), dispatcher.weights.fire)
    recorder.evolved.zip(lanes.evolved).foreach { case (record, evolved) => record := evolved }
    recorder.step.valid := dispatcher.step.fire
    recorder.step.bits  := dispatcher.step.bits
    recorder.stepPc    := dispatcher.tokenPc
    recorder.sample    := sampled
    recorder.samplePc  := dispatcher.tokenPc
    ports := recorder.ports
  }

  private def traced(operation: Operation): TracedInstruction = {
    val instruction = Wire(new TracedInstruction(s))
    instruction.pc    := operation.pc
    instruction.count := Shape.fit(operation.count, s.countBits)
    instruction
  }
}
