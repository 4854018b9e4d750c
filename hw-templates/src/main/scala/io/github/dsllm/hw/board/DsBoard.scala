package io.github.dsllm.hw.board

import chisel3._
import chisel3.util.{Cat, Decoupled, log2Ceil}
import io.github.dsllm.codegen.chip.BoardParameters
import io.github.dsllm.hw.{DsCore, ExternalAnswer, ExternalRequest, Shape}
import scala.collection.immutable.SeqMap

/** Pins of the board's top level; the external memory's port (docs/core.md §6) only where the core has one, those of an SDRAM in its place where the board has that. */
class DsBoardPorts(s: Shape) extends Record {
  val clock   = Input(Clock())
  val locked  = Input(Bool())
  val uart_rx = Input(Bool())
  val uart_tx = Output(Bool())
  val led     = Output(Bool())
  val request = Decoupled(new ExternalRequest)
  val answer  = Flipped(Decoupled(new ExternalAnswer(s)))
  val sdram   = new SdramPins

  override val elements: SeqMap[String, Data] =
    SeqMap("clock" -> clock, "locked" -> locked, "uart_rx" -> uart_rx, "uart_tx" -> uart_tx, "led" -> led) ++
      (if (s.hasSdram) Seq("sdram" -> sdram) else if (s.isExternal) Seq("request" -> request, "answer" -> answer) else Seq.empty)
}

/** The top level of a board: reset, serial line, host link and core (docs/host-link.md). What differs from board to board, PLL and pins, stands around it.
  *
  * `clock` runs at `board.clock`; `locked` comes from the PLL and may come and go at any time: everything is in reset until it has been 1 for
  * [[DsBoard.resetCycles]] cycles. `led` is on with an image, blinks fast while a story is told and slowly after a fault, and is off without an image.
  */
class DsBoard(board: BoardParameters) extends RawModule {
  private val s = Shape(board)
  val io = IO(new DsBoardPorts(s))

  /** Powers up as 0 in every FPGA, and is 0 when the PLL is not locked. */
  private val released = withClockAndReset(io.clock, (!io.locked).asAsyncReset) {
    val shifted = RegInit(0.U(DsBoard.resetCycles.W))
    shifted := Cat(shifted(DsBoard.resetCycles - 2, 0), true.B)
    shifted(DsBoard.resetCycles - 1)
  }

  withClockAndReset(io.clock, !released) {
    val receiver    = Module(new UartReceiver(board.bitCycles))
    val transmitter = Module(new UartTransmitter(board.bitCycles))
    val engine      = Module(new LinkEngine(board))
    receiver.rx     := io.uart_rx
    io.uart_tx      := transmitter.tx
    engine.byte.valid := RegNext(receiver.byte.valid, false.B)
    engine.byte.bits  := RegNext(receiver.byte.bits)
    engine.isBroken   := RegNext(receiver.isBroken, false.B)
    transmitter.byte <> engine.answer

    val link = engine.core
    // in a register: it goes to every corner of the chip
    val coreReset = RegNext(!released || link.coreReset, true.B)
    withReset(coreReset) {
      val core  = Module(new DsCore(s))
      val story = Module(new Story(board.core))
      DsBoard.joinStory(link, story)
      core.io.prompt <> story.corePrompt
      story.coreToken <> core.io.token
      story.coreBusy := core.io.busy
      core.io.inverseTemperature := link.settings.inverseTemperature
      core.io.seed               := link.settings.seed
      core.io.newTokens          := link.settings.newTokens
      core.io.stopTokens         := link.settings.stopTokens
      core.io.stopCount          := Shape.fit(link.settings.stopCount, core.io.stopCount.getWidth)
      link.fault := core.io.fault
      core.io.load.foreach(_ := link.load)
      if (s.hasSdram) {
        val memory = withReset(!released) { Module(new SdramController(board)) }
        memory.request <> core.io.request
        core.io.answer.valid := memory.answer.valid
        core.io.answer.bits  := memory.answer.bits
        memory.load          := link.load
        memory.abort         := coreReset
        io.sdram <> memory.pins
      } else if (s.isExternal) {
        io.request <> core.io.request
        core.io.answer <> io.answer
      }
    }
    val time = RegInit(0.U(DsBoard.blinkBits(board).W))
    time := time + 1.U
    val slow = time(time.getWidth - 1)
    val fast = time(time.getWidth - 4)
    io.led := RegNext(link.hasImage && Mux(link.fault =/= 0.U, slow, !link.isBusy || fast), false.B)
  }
}

object DsBoard {
  val resetCycles = 16

  /** A counter that overflows about once in a second. */
  private def blinkBits(board: BoardParameters): Int = math.max(5, log2Ceil(board.clock))

  private def joinStory(link: LinkPorts, story: Story): Unit = {
    story.first     := link.first
    story.last      := link.last
    story.isFilling := link.isFilling
    story.push      := link.push
    story.keep      := link.keep
    story.read      := link.read
    link.room       := story.room
    link.isOpen     := story.isOpen
    link.isBusy     := story.isBusy
    link.cycles     := story.cycles
    link.prompts    := story.prompts
    link.token      := story.token
    link.total      := story.total
    link.kept       := story.kept
    link.end        := story.end
  }
}
