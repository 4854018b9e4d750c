package io.github.dsllm.hw

import chisel3._
import chisel3.util.{Decoupled, Queue, RegEnable, Valid}
import io.github.dsllm.codegen.chip.CoreParameters
import scala.collection.immutable.SeqMap

/** Ports of the core: the host's link and control inputs (docs/isa.md §5), the external memory where there is one (docs/core.md §6) and, if built in, the trace of every tile (docs/core.md §4). */
class DsCorePorts(shape: Shape) extends Record {
  private val p = shape.p
  val prompt             = Flipped(Decoupled(new PromptToken))
  val token              = Decoupled(new OfferedToken)
  val inverseTemperature = Input(UInt(16.W))
  val seed               = Input(UInt(32.W))
  val newTokens          = Input(UInt(16.W))
  val stopTokens         = Input(Vec(HostUnit.stopTokenPorts, UInt(HostUnit.tokenBits.W)))
  val stopCount          = Input(UInt(3.W))
  val request            = Decoupled(new ExternalRequest)
  val answer             = Flipped(Decoupled(new ExternalAnswer(shape)))
  val load               = if (shape.load.isPossible) Some(Flipped(Valid(new LoadChunk(shape)))) else None
  val stored             = Decoupled(new StoredWord(shape))
  val busy               = Output(Bool())
  val fault              = Output(UInt(2.W))
  val traces             = if (p.trace) Seq.fill(p.tiles)(Output(new TracePorts(shape))) else Seq.empty
  val begin              = Output(Bool())
  val done               = Output(Bool())

  override val elements: SeqMap[String, Data] = SeqMap(
    "prompt"             -> prompt,
    "token"              -> token,
    "inverseTemperature" -> inverseTemperature,
    "seed"               -> seed,
    "newTokens"          -> newTokens,
    "stopTokens"         -> stopTokens,
    "stopCount"          -> stopCount,
    "busy"               -> busy,
    "fault"              -> fault
  ) ++ (if (shape.isExternal) Seq("request" -> request, "answer" -> answer) else Seq.empty) ++ (if (shape.isTrained) Seq("stored" -> stored) else Seq.empty) ++ traces.zipWithIndex.map { case (trace, tile) => s"trace_$tile" -> trace } ++
    (if (p.trace) Seq("trace_begin" -> begin, "trace_done" -> done) else Seq.empty) ++ load.map("load" -> _)
}

/** The core: tiles, the mesh between them, and tile 0's host unit and sampler. An absent tile leaves its router, which passes on what is for others and
  * swallows what is for it. Every input ends in a register, so that nothing but the clock makes simulators evaluate. */
class DsCore(shape: Shape) extends Module {
  def this(p: CoreParameters) = this(Shape(p))
  private val p = shape.p
  val io = IO(new DsCorePorts(shape))

  private val built   = (0 until p.tiles).filterNot(p.isAbsent)
  private val tiles   = built.map(tile => Module(new Tile(shape, tile)))
  private val host    = Module(new HostUnit(p))
  private val sampler = Module(new Sampler(shape))
  private val first   = tiles.head

  private val prompt = Module(new Queue(new PromptToken, 1))
  prompt.io.enq <> io.prompt
  host.prompt <> prompt.io.deq
  io.token <> host.token
  host.newTokens  := setting(io.newTokens)
  host.stopTokens := setting(io.stopTokens)
  host.stopCount  := setting(io.stopCount)
  host.vocabulary := first.vocabulary
  io.busy         := host.busy || prompt.io.deq.valid
  private val isReserved = RegInit(false.B)
  when(VecInit(tiles.map(_.fault)).asUInt.orR) { isReserved := true.B }
  io.fault := Mux(isReserved, 3.U, host.fault)

  (tiles.map(_.load) :+ sampler.load).foreach(Shape.connect(_, io.load))

  /** What the host sets before a story. A compact core takes it as it comes: boards keep it in registers. */
  private def setting[T <: Data](port: T): T = if (shape.isCompact) port else RegNext(port)

  /** What goes from one end of the core to the other between two positions: through a register, but for a compact core. */
  private def handedOver[T <: Data](value: T): T = if (shape.isCompact) value else RegNext(value, 0.U.asTypeOf(value))

  private val isSampled = RegInit(false.B)
  first.step <> host.step
  sampler.start.valid                   := first.sample.fire
  first.sample.ready                    := true.B
  sampler.start.bits.source             := first.sample.bits.source
  sampler.start.bits.count              := first.sample.bits.count
  sampler.start.bits.shift              := first.sample.bits.shift
  sampler.start.bits.offer              := host.offer
  sampler.start.bits.inverseTemperature := RegNext(io.inverseTemperature)
  sampler.seed     := RegNext(io.seed)
  sampler.reload   := host.reload
  sampler.heads    := first.heads
  sampler.nodes.zip(first.nodes).foreach { case (port, nodes) => port := nodes }
  first.readGroup.valid := sampler.readValid
  first.readGroup.bits  := sampler.readGroup
  first.turn := sampler.turn
  host.sampled.valid := handedOver(sampler.done) || isSampled
  host.sampled.bits  := handedOver(sampler.token)
  when(host.sampled.valid) { isSampled := !host.sampled.ready }
  first.isSampleTaken := handedOver(host.sampled.fire)
  first.sampled.valid := sampler.done
  first.sampled.bits  := sampler.token

  for (tile <- tiles.tail) {
    tile.step.valid := false.B
    tile.step.bits  := 0.U.asTypeOf(new Step)
    tile.sample.ready    := false.B
    tile.isSampleTaken   := false.B
    tile.sampled.valid   := false.B
    tile.sampled.bits    := 0.U
    tile.readGroup.valid := false.B
    tile.readGroup.bits  := 0.U
    tile.turn.foreach(_ := false.B)
  }
  if (p.tiles > 1) {
    val network = Module(new Network(p))
    for ((tile, index) <- tiles.zip(built)) {
      network.send(index) <> tile.send.get
      tile.receive.get <> network.receive(index)
    }
    for (index <- 0 until p.tiles if p.isAbsent(index)) {
      network.send(index).valid    := false.B
      network.send(index).bits     := 0.U.asTypeOf(new OutgoingGroup(p))
      network.receive(index).ready := true.B
    }
  }
  if (shape.isExternal) {
    val port = Module(new ExternalPort(shape))
    for ((tile, index) <- tiles.zip(built)) {
      port.requests(index) <> tile.external.get
      tile.answer.get := port.answers(index)
    }
    for (index <- 0 until p.tiles if p.isAbsent(index)) {
      port.requests(index).valid := false.B
      port.requests(index).bits  := 0.U.asTypeOf(new ExternalWords)
    }
    io.request <> port.request
    port.answer <> io.answer
  }
  if (shape.isTrained) {
    io.stored <> first.stored.get
  }
  if (p.trace) {
    io.traces.foreach(_ := 0.U.asTypeOf(new TracePorts(shape)))
    built.zip(tiles).foreach { case (index, tile) => io.traces(index) := tile.trace.get }
    io.begin := host.begins
    io.done  := sampler.done
  }
}
