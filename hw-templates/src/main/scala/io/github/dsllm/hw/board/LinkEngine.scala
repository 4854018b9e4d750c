package io.github.dsllm.hw.board

import chisel3._
import chisel3.util.{Cat, Decoupled, MuxCase, MuxLookup, Valid, log2Ceil}
import io.github.dsllm.codegen.chip.{BoardParameters, Fingerprint, LinkProtocol}
import io.github.dsllm.hw.{DsMemory, LoadChunk, Shape}

/** What the link engine has to do with the core and the story; see [[Story]] and [[Loader]] for the meaning. */
class LinkPorts(s: Shape) extends Bundle {
  val settings  = Output(new Settings)
  val first     = Output(Bool())
  val last      = Output(Bool())
  val isFilling = Output(Bool())
  val push      = Valid(UInt(16.W))
  val room      = Input(UInt(9.W))
  val isOpen    = Input(Bool())
  val isBusy    = Input(Bool())
  val cycles    = Input(UInt(48.W))
  val prompts   = Input(UInt(24.W))
  val keep      = Valid(UInt(16.W))
  val read      = Output(UInt(16.W))
  val token     = Input(UInt(16.W))
  val total     = Input(UInt(16.W))
  val kept      = Input(UInt(16.W))
  val end       = Input(UInt(2.W))
  val fault     = Input(UInt(2.W))
  val coreReset = Output(Bool())
  val hasImage  = Output(Bool())
  val load      = Valid(new LoadChunk(s))
}

/** Carries out the commands of docs/host-link.md §4.
  *
  * A request is read from the memory of frames byte by byte, carried out as it is read, and answered byte by byte. Three cycles per byte of a request and four per byte of an answer, which is faster than
  * any serial line; the bytes of LOAD take nine, for the CRC. Everything that is compared stands in a register before, so that the link is never what bounds the clock of a board.
  */
class LinkEngine(board: BoardParameters) extends Module {
  private val s          = Shape(board)
  private val frameBytes = BoardParameters.FRAME_BYTES
  private val indexBits  = log2Ceil(frameBytes + 1)
  private val keptBits   = if (!s.isCompact) LinkEngine.snapshotBits else if (board.load.isPossible) 8 * (LinkProtocol.CHUNK_BYTES - 1) else 8

  val byte     = IO(Flipped(Valid(UInt(8.W))))
  val isBroken = IO(Input(Bool()))
  val answer   = IO(Decoupled(UInt(8.W)))
  val core     = IO(new LinkPorts(s))

  private val receiver = Module(new FrameReceiver)
  private val sender   = Module(new FrameSender)
  private val frames   = Module(new DsMemory(8, BoardParameters.LINK_MEMORY_BYTES, BoardParameters.LINK_MEMORY))
  receiver.byte     := byte
  receiver.isBroken := isBroken
  answer <> sender.byte

  private object Phase extends ChiselEnum { val idle, fetch, hold, take, decode, judge, check, prepare, gather, give, send, sent = Value }
  private val phase    = RegInit(Phase.idle)
  private val index    = Reg(UInt(indexBits.W))
  private val sequence = Reg(UInt(8.W))
  private val command  = Reg(UInt(8.W))
  private val status   = Reg(UInt(4.W))
  private val data     = Reg(UInt(8.W))

  /** The last bytes of the payload, the latest one on top; a snapshot of the counters while those are sent, but in a compact board, which sends them as they are. */
  private val bytes = Reg(UInt(keptBits.W))
  private val group = Reg(UInt(4.W))

  private val hasLast      = RegInit(false.B)
  private val lastSequence = Reg(UInt(8.W))
  private val lastCommand  = Reg(UInt(8.W))
  private val lastStatus   = Reg(UInt(4.W))

  private val hasImage    = RegInit(board.load.isFilled.B)
  private val isLoading   = RegInit(false.B)
  private val isLoadable  = board.load.isPossible.B
  private val settings    = RegInit(Settings.initial)
  private val isLastPiece = Reg(Bool())
  private val tokenFrom   = Reg(UInt(16.W))
  private val tokenTotal  = Reg(UInt(16.W))
  private val tokenEnd    = Reg(UInt(2.W))
  private val stores      = WireInit(false.B)
  private val isReset     = WireInit(false.B)
  private val isTaken     = WireInit(false.B)
  private val bad         = counter(receiver.trouble.isBad)
  private val line        = counter(receiver.trouble.isLine)
  private val early       = counter(receiver.trouble.isEarly)

  private val payload = RegNext(receiver.frame.bits - Slip.headerBytes.U) // known long before the payload
  private val k       = index - Slip.headerBytes.U

  // where a byte of the request stands: known when it is taken, two cycles after its index
  private val isSequence  = RegNext(index === 0.U)
  private val isCode      = RegNext(index === 1.U)
  private val isFirstByte = RegNext(index === Slip.headerBytes.U)
  private val isLast      = RegNext(index + 1.U === receiver.frame.bits)
  private val isHeader    = RegNext(k < LinkProtocol.CHUNK_BYTES.U)
  private val isStored    = RegNext(k < Fingerprint.BYTES.U)
  private val isGroup     = RegNext(group === (LinkProtocol.CHUNK_BYTES - 1).U)

  /** Known from the second cycle of a command on, which is the phase `judge`. */
  private val isCommand = Command.all.map(code => code.litValue -> RegNext(command === code)).toMap
  private def is(code: UInt): Bool = isCommand(code.litValue)

  private def counters: UInt = Cat(Cat(0.U(4.W), hasImage), core.fault, isBusy, early, line, bad, core.total.pad(24), core.prompts, core.cycles)

  /** The latest bytes of the payload as a number. */
  private def latest(count: Int): UInt = if (count == 1) data else Cat(data, bytes(keptBits - 1, keptBits - 8 * (count - 1)))
  private def respond(code: UInt): Unit = {
    status := code
    index  := 0.U
    phase  := Phase.prepare
  }

  private val isRequestRepeated = hasLast && sequence === lastSequence && command === lastCommand && !is(Command.hello)
  private val wanted = MuxCase(
    payload,
    Seq(
      Command.hello    -> 1,
      Command.settings -> Settings.bytes,
      Command.tokens   -> 2,
      Command.counters -> 0,
      Command.reset    -> 0,
      Command.begin    -> 0,
      Command.commit   -> (Fingerprint.BYTES + 4)
    ).map { case (code, count) => is(code) -> count.U }
  )
  private val isShort = (is(Command.prompt) && (payload < 3.U || !payload(0))) || (is(Command.load) && payload < (2 * LinkProtocol.CHUNK_BYTES).U)
  private val isBusy  = RegNext(core.isBusy)
  private val isFull  = RegNext(core.room < (payload >> 1))

  /** What the head of a request and the state of the board say: the answer at once, with this status, or the payload first. */
  private val isAnswered = Reg(Bool())
  private val isExecuted = Reg(Bool())
  private val verdict    = Reg(UInt(4.W))

  private val load = if (board.load.isPossible) Some(new Load) else None

  /** Where an image goes on its way to the memories; only where the board can be loaded. */
  private class Load {
    val loader = Module(new Loader(s)).suggestName("loader")
    val crc    = Module(new Crc32).suggestName("imageCrc")
    loader.address.valid := false.B
    loader.address.bits  := latest(LinkProtocol.CHUNK_BYTES).asTypeOf(new LoadAddress)
    loader.data.valid    := false.B
    loader.data.bits     := latest(LinkProtocol.CHUNK_BYTES)
    crc.clear       := false.B
    crc.byte.valid  := false.B
    crc.byte.bits   := data

    def takeChunks(): Unit = {
      crc.byte.valid       := true.B
      loader.address.valid := isHeader && isGroup
      loader.data.valid    := !isHeader && isGroup
      group := Mux(isGroup, 0.U, group + 1.U)
      when(!isHeader && isGroup && loader.isOutside) {
        respond(Status.outside)
      }.otherwise { nextOr(Mux(isGroup, Status.done, Status.length)) }
    }

    def takeCommit(): Unit = {
      stores := isStored
      when(!isLast) {
        next()
      }.otherwise {
        val isSame = latest(4) === crc.value
        hasImage  := isSame
        isLoading := false.B
        respond(Mux(isSame, Status.done, Status.damaged))
      }
    }
  }
  core.load := load.map(_.loader.load).getOrElse(0.U.asTypeOf(core.load))

  // requests
  core.first     := false.B
  core.last      := false.B
  core.isFilling := is(Command.prompt) && (phase === Phase.fetch || phase === Phase.hold || phase === Phase.take)
  core.push.valid := false.B
  core.push.bits  := latest(2)
  core.keep.valid := false.B
  core.keep.bits  := latest(2)
  when(phase === Phase.idle && receiver.frame.valid) {
    index := 0.U
    phase := Phase.fetch
  }
  when(phase === Phase.fetch) { phase := Phase.hold }
  when(phase === Phase.hold) {
    data  := frames.readData
    phase := Phase.take
  }
  when(phase === Phase.take) {
    when(isSequence) {
      sequence := data
      next()
    }.elsewhen(isCode) {
      command := data
      phase   := Phase.decode
      index   := index + 1.U
      group   := 0.U
    }.elsewhen(load.map(_.crc.isIdle).getOrElse(true.B)) {
      bytes := latest(keptBits / 8)
      takePayload()
    }
  }
  when(phase === Phase.decode) { phase := Phase.judge }
  when(phase === Phase.judge) { judge() }
  when(phase === Phase.check) { check() }

  private def next(): Unit = {
    index := index + 1.U
    phase := Phase.fetch
  }

  /** The next byte of the payload, or the answer behind the last one. */
  private def nextOr(code: UInt): Unit = when(isLast) { respond(code) }.otherwise { next() }

  private def judge(): Unit = {
    val loads  = is(Command.begin) || is(Command.load) || is(Command.commit)
    val tells  = is(Command.settings) || is(Command.prompt)
    val isBare = payload === 0.U || is(Command.echo) || is(Command.hello)
    val faults = Seq(
      (command > Command.commit)                                       -> Status.unknown,
      (payload =/= wanted || isShort)                                  -> Status.length,
      (loads && !isLoadable)                                           -> Status.notLoadable,
      ((is(Command.load) || is(Command.commit)) && !isLoading)         -> Status.outside,
      (tells && !hasImage)                                             -> Status.noImage,
      (is(Command.settings) && isBusy)                                 -> Status.busy
    )
    val repeats  = isRequestRepeated && !is(Command.tokens)
    val isFaulty = faults.map(_._1).reduce(_ || _)
    isAnswered := repeats || isFaulty || isBare
    isExecuted := !repeats && !isFaulty
    verdict    := Mux(repeats, lastStatus, MuxCase(Status.done, faults))
    phase      := Phase.check
  }

  private def check(): Unit = {
    when(isAnswered) { respond(verdict) }.otherwise { phase := Phase.fetch }
    when(isExecuted && is(Command.reset)) { resetCore() }
    when(isExecuted && is(Command.begin)) { beginLoad() }
    if (!s.isCompact) when(is(Command.counters)) { bytes := counters }
  }

  private def resetCore(): Unit = {
    isReset   := true.B
    isLoading := false.B
    settings  := Settings.initial
  }

  private def beginLoad(): Unit = {
    resetCore()
    isLoading      := isLoadable
    hasImage       := false.B
    load.foreach(_.crc.clear := true.B)
  }

  private def takePayload(): Unit = {
    when(is(Command.settings)) {
      settings := Cat(data, settings.asUInt(8 * Settings.bytes - 1, 8)).asTypeOf(new Settings)
      nextOr(Status.done)
    }.elsewhen(is(Command.prompt)) {
      takePrompt()
    }.elsewhen(is(Command.tokens)) {
      takeTokens()
    }.otherwise {
      load.foreach(path => when(is(Command.load)) { path.takeChunks() }.otherwise { path.takeCommit() })
    }
  }

  private def takePrompt(): Unit = {
    val isFirst = data(0)
    when(isFirstByte) {
      isLastPiece := data(1)
      when(isFirst && isBusy) {
        respond(Status.busy)
      }.elsewhen(!isFirst && !core.isOpen) {
        respond(Status.outside)
      }.elsewhen(!isFirst && isFull) {
        respond(Status.full)
      }.otherwise {
        core.first := isFirst
        next()
      }
    }.otherwise {
      core.push.valid := !k(0)
      core.last       := isLast && isLastPiece
      nextOr(Status.done)
    }
  }

  private def takeTokens(): Unit = {
    val from   = latest(2)
    val isHere = from - core.kept <= core.total - core.kept
    when(!isLast) {
      next()
    }.otherwise {
      tokenFrom  := from
      tokenTotal := core.total
      tokenEnd   := core.end
      core.keep.valid := isHere
      respond(Mux(isHere, Status.done, Status.outside))
    }
  }

  // answers
  private val isPrepare = phase === Phase.prepare
  private val isSend    = phase === Phase.send
  private val j         = index - LinkEngine.answerHeader.U
  private val gathered  = RegNext(j) // from the phase `gather` on
  private val available = RegNext(tokenTotal - tokenFrom)
  private val count     = Mux(available > LinkProtocol.TOKENS_PER_ANSWER.U, LinkProtocol.TOKENS_PER_ANSWER.U, available)
  private val bodyBytes = MuxCase(
    0.U(indexBits.W),
    Seq(
      Command.hello    -> LinkEngine.helloBytes.U,
      Command.echo     -> payload,
      Command.tokens   -> (LinkEngine.tokenBytes.U +& (count << 1)),
      Command.counters -> LinkEngine.counterBytes.U
    ).map { case (code, size) => is(code) -> size }
  )

  /** Known three cycles after the status, before the first byte is given. */
  private val length = RegNext(LinkEngine.answerHeader.U +& Mux(status =/= Status.done && !is(Command.hello), 0.U, bodyBytes))
  core.read := tokenFrom + ((j - LinkEngine.tokenBytes.U) >> 1)
  private val hello = VecInit(LinkEngine.hello(board).map(_.U(8.W)).updated(1, Cat(0.U(4.W), board.hasSdram.B, isLoading, isLoadable, hasImage)))
  private val tokenHead = VecInit(Cat(0.U(5.W), core.fault, isBusy), tokenEnd.pad(8), tokenTotal(7, 0), tokenTotal(15, 8))
  private val ofFrame   = RegNext(frames.readData) // what memories say, in the phase `give`
  private val ofToken   = RegNext(Mux(gathered(0), core.token(15, 8), core.token(7, 0)))
  private val isMemory  = is(Command.echo) || (is(Command.hello) && gathered >= hello.size.U)
  private val content = MuxCase(
    if (s.isCompact) counters.asTypeOf(Vec(LinkEngine.counterBytes, UInt(8.W)))(gathered(3, 0)) else bytes(7, 0),
    Seq(
      is(Command.hello)  -> hello(gathered(log2Ceil(hello.size) - 1, 0)),
      is(Command.tokens) -> Mux(gathered < LinkEngine.tokenBytes.U, tokenHead(gathered(1, 0)), ofToken)
    )
  )
  private val given = Reg(new BodyByte)
  sender.body.valid := isSend
  sender.body.bits  := given
  when(isPrepare) { phase := Phase.gather }
  when(phase === Phase.gather) { phase := Phase.give }
  when(phase === Phase.give) {
    given.last := index + 1.U === length
    given.data := Mux(isMemory, ofFrame, content)
    when(index < LinkEngine.answerHeader.U) {
      given.data := MuxLookup(index, status.pad(8))(Seq(0.U -> sequence, 1.U -> (command | LinkProtocol.ANSWER.U)))
    }
    phase := Phase.send
  }
  when(sender.body.fire) { phase := Phase.sent }
  when(phase === Phase.sent) {
    index := index + 1.U
    phase := Phase.prepare
    if (!s.isCompact) when(is(Command.counters) && index >= LinkEngine.answerHeader.U) { bytes := bytes >> 8 }
    when(given.last) {
      isTaken      := true.B
      hasLast      := true.B
      lastSequence := sequence
      lastCommand  := command
      lastStatus   := status
      phase        := Phase.idle
    }
  }
  receiver.frame.ready := isTaken

  // the memory of frames: written by the receiver, or by COMMIT while a frame stands there
  private val image = frameBytes.U(log2Ceil(BoardParameters.LINK_MEMORY_BYTES).W)
  frames.clock        := clock
  frames.readEnable   := phase === Phase.fetch || isPrepare
  frames.readAddress  := Mux(isPrepare, Mux(is(Command.hello), image + (j - hello.size.U), j + Slip.headerBytes.U), index)
  frames.writeEnable  := receiver.write.valid || stores
  frames.writeAddress := Mux(stores, image + k, receiver.write.bits.address)
  frames.writeData    := Mux(stores, data, receiver.write.bits.data)

  core.settings  := settings
  core.hasImage  := hasImage
  core.coreReset := !hasImage || isReset

  private def counter(event: Bool): UInt = {
    val count = RegInit(0.U(8.W))
    when(isReset) { count := 0.U }.elsewhen(event && !count.andR) { count := count + 1.U }
    count
  }
}

object LinkEngine {
  /** Sequence number, command and status. */
  private val answerHeader = 3
  private val helloBytes   = 24
  private val tokenBytes   = 4
  private val counterBytes = 16
  private val snapshotBits = 8 * counterBytes

  /** The answer to HELLO up to the fingerprint of the image; the flags are filled in by the board. */
  private def hello(board: BoardParameters): Seq[Int] = {
    val kilohertz = board.clock / 1000
    Seq(LinkProtocol.VERSION, 0, LinkProtocol.LARGEST_PAYLOAD, 0) ++ (0 until 4).map(i => (kilohertz >> (8 * i)).toInt & 0xff) ++
      board.coreFingerprint.bytes.map(_ & 0xff)
  }
}
