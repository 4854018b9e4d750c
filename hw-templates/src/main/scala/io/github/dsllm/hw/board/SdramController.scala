package io.github.dsllm.hw.board

import chisel3._
import chisel3.util.{Cat, Decoupled, MuxLookup, ShiftRegister, Valid}
import io.github.dsllm.codegen.chip.{BoardParameters, MemoryFormat, Sdram}
import io.github.dsllm.hw.{ExternalAnswer, ExternalRequest, LoadChunk, Shape}

/** Pins of an SDRAM but its clock, which is the core's turned over, so that it takes in the middle of a cycle what changed at its beginning. What changes with every command comes from [[DsPinOutput]]; `drives` says when the data pins take `out`. */
class SdramPins extends Bundle {
  val cke    = Output(Bool())
  val csn    = Output(Bool())
  val rasn   = Output(Bool())
  val casn   = Output(Bool())
  val wen    = Output(Bool())
  val ba     = Output(UInt(Sdram.BANK_BITS.W))
  val a      = Output(UInt(Sdram.ROW_BITS.W))
  val dqm    = Output(UInt(2.W))
  val out    = Output(UInt(Sdram.DATA_BITS.W))
  val drives = Output(Bool())
  val in     = Input(UInt(Sdram.DATA_BITS.W))
}

/** Brings coupling words from an SDRAM (docs/decisions/0009-sdram.md): requests of the core one behind the other, a beat per cycle while a row lasts. Chunks of a load are written as they come, at most one in 50 cycles and those of a word in their order.
  *
  * One row is open at a time; it is closed for the next one and for a refresh, which comes before the next beat when it is due. `abort` drops the request that is under way and all that is on its way from it: high in every cycle in which the core is in
  * reset, and while anything is loaded.
  */
class SdramController(board: BoardParameters) extends Module {
  private val s      = Shape(board)
  private val layout = Sdram.of(board.core)
  private val clocks = board.clock

  val request = IO(Flipped(Decoupled(new ExternalRequest)))
  val answer  = IO(Valid(new ExternalAnswer(s)))
  val load    = IO(Flipped(Valid(new LoadChunk(s))))
  val abort   = IO(Input(Bool()))
  val pins    = IO(new SdramPins)

  /** A chunk of a load is 4½ beats: even ones leave half a beat, with which the odd one behind them begins. */
  private object Chunk {
    val width: Int  = BoardParameters.CHUNK_BITS
    val rest: Int   = width % Sdram.DATA_BITS
    val even: Int   = width / Sdram.DATA_BITS
    val chunks: Int = LoadChunk.chunks(s, MemoryFormat.EXTERNAL)
    def first(chunk: Int): Int = chunk * width / Sdram.DATA_BITS
  }
  require(2 * Chunk.rest == Sdram.DATA_BITS)

  // what happens when
  private object Phase extends ChiselEnum { val powerUp, close, refresh, mode, ready = Value }
  private val phase     = RegInit(Phase.powerUp)
  private val refreshes = RegInit(0.U(3.W))
  private val first     = Sdram.cycles(Sdram.POWER_UP, clocks)

  /** Whether a command may be given; else `left` more cycles than one pass until then. */
  private val isTime = RegInit(false.B)
  private val left   = RegInit(first.U)
  when(!isTime) {
    left   := left - 1.U
    isTime := left === 0.U
  }

  /** Cycles until the open row may be closed. */
  private val held = RegInit(0.U(4.W))
  when(held =/= 0.U) { held := held - 1.U }

  private val interval = Sdram.refreshCycles(clocks)
  private val sinceDue = RegInit((interval - 1).U)
  private val isDue    = RegInit(false.B)
  sinceDue := Mux(sinceDue === 0.U, (interval - 1).U, sinceDue - 1.U)
  when(sinceDue === 0.U) { isDue := true.B }

  // pins
  private val isWriting = RegInit(false.B)
  private val cursor    = Reg(UInt(Sdram.ADDRESS_BITS.W))
  private val buffer    = Reg(UInt((Chunk.width + Chunk.rest).W))
  private val command   = WireInit(SdramController.none)
  private val bank      = WireInit(UInt(Sdram.BANK_BITS.W), cursor(Sdram.COLUMN_BITS + Sdram.BANK_BITS - 1, Sdram.COLUMN_BITS))
  private val address   = WireInit(UInt(Sdram.ROW_BITS.W), cursor(Sdram.COLUMN_BITS - 1, 0).pad(Sdram.ROW_BITS))
  private val levels    = Seq(
    pins.rasn -> command(2),
    pins.casn -> command(1),
    pins.wen  -> command(0),
    pins.ba   -> bank,
    pins.a    -> address,
    pins.dqm  -> Mux(phase === Phase.ready, 0.U(2.W), 3.U(2.W)),
    pins.out  -> buffer(Sdram.DATA_BITS - 1, 0)
  )
  for ((pin, level) <- levels) {
    val register = Module(new DsPinOutput(level.getWidth))
    register.clock := clock
    register.d     := level
    pin            := register.q.asTypeOf(pin)
  }
  pins.csn := false.B
  pins.cke := ShiftRegister(true.B, 2, false.B, true.B)
  // long before and behind a WRITE: nothing is read during a load
  pins.drives := RegNext(isWriting || RegNext(isWriting, false.B), false.B)

  /** Gives a command, and none for so many cycles from it. */
  private def give(code: UInt, cycles: Int): Unit = {
    command := code
    if (cycles > 1) {
      isTime := false.B
      left   := (cycles - 2).U
    }
  }
  private def cycles(nanoseconds: Double): Int = Sdram.cycles(nanoseconds, clocks)
  private def hold(cycles: Int): Unit = held := (cycles - 1).U

  // the job: words that are read, or beats that are written, from `cursor` on
  private val isReading = RegInit(false.B)
  private val words     = Reg(UInt(16.W))
  private val tile      = Reg(UInt(16.W))
  private val beats     = Reg(UInt(3.W))

  private val column = cursor(Sdram.COLUMN_BITS - 1, 0)
  private val row    = cursor(Sdram.ADDRESS_BITS - 1, Sdram.COLUMN_BITS)
  private val isOpen = RegInit(false.B)
  private val opened = Reg(UInt((Sdram.BANK_BITS + Sdram.ROW_BITS).W))

  /** Whether the open row is that of the cursor, which is known in the second cycle of a job. */
  private val isSame = Reg(Bool())
  private val isNew  = RegInit(false.B)
  isNew := false.B
  when(isNew) { isSame := opened === row }

  private def begin(tile: UInt, word: UInt, beat: UInt): Unit = {
    val place = Seq(tile -> layout.tileBits, word -> layout.wordBits, beat -> layout.beatBits).collect { case (part, bits) if bits > 0 => Shape.fit(part, bits) }
    cursor := (if (place.isEmpty) 0.U else Cat(place))
    isNew  := true.B
  }

  request.ready := !isReading && !isWriting && phase === Phase.ready
  when(request.fire) {
    isReading := true.B
    words     := request.bits.words
    tile      := request.bits.tile
    begin(request.bits.tile, request.bits.address, 0.U)
  }

  private val rest  = Reg(UInt(Chunk.rest.W))
  private val isOdd = load.bits.chunk(0)
  when(load.valid && load.bits.memory === MemoryFormat.EXTERNAL.code.U) {
    isWriting := true.B
    rest      := load.bits.data(Chunk.width - 1, Chunk.width - Chunk.rest)
    buffer    := Mux(isOdd, Cat(load.bits.data, rest), load.bits.data)
    beats     := MuxLookup(load.bits.chunk, Mux(isOdd, (Chunk.even + 1).U, Chunk.even.U))(Seq((Chunk.chunks - 1).U -> (layout.wordBeats - Chunk.first(Chunk.chunks - 1)).U))
    begin(load.bits.tile, load.bits.address, MuxLookup(load.bits.chunk, 0.U(Sdram.COLUMN_BITS.W))((0 until Chunk.chunks).map(chunk => chunk.U -> Chunk.first(chunk).U)))
  }

  // commands
  private val reads    = WireInit(false.B)
  private val beat     = if (layout.beatBits == 0) 0.U else cursor(layout.beatBits - 1, 0)
  private val isLast   = beat === (layout.wordBeats - 1).U
  private val isActive = isReading || isWriting
  when(isTime) {
    when(phase === Phase.powerUp) { phase := Phase.close }
    when(phase === Phase.close) {
      close()
      phase := Phase.refresh
    }
    when(phase === Phase.refresh) {
      refresh()
      refreshes := refreshes + 1.U
      when(refreshes === (Sdram.FIRST_REFRESHES - 1).U) { phase := Phase.mode }
    }
    when(phase === Phase.mode) {
      give(SdramController.mode, Sdram.MODE_CYCLES)
      bank    := 0.U
      address := Sdram.MODE.U
      phase   := Phase.ready
    }
    when(phase === Phase.ready && !isNew) {
      when(isOpen && (isDue || (isActive && !isSame))) {
        when(held === 0.U) { close() }
      }.elsewhen(isDue) {
        refresh()
      }.elsewhen(isActive) {
        when(isOpen) { access() }.otherwise { open() }
      }
    }
  }

  private def close(): Unit = {
    give(SdramController.precharge, cycles(Sdram.PRECHARGE))
    address := SdramController.all.U
    isOpen  := false.B
  }

  private def refresh(): Unit = {
    give(SdramController.refresh, cycles(Sdram.REFRESH))
    isDue := false.B
  }

  private def open(): Unit = {
    give(SdramController.activate, cycles(Sdram.ACTIVATE))
    hold(cycles(Sdram.OPEN))
    address := row >> Sdram.BANK_BITS
    opened  := row
    isOpen  := true.B
    isSame  := true.B
  }

  private def access(): Unit = {
    when(isWriting) {
      give(SdramController.write, 1)
      hold(math.max(cycles(Sdram.WRITE) + 1, cycles(Sdram.OPEN)))
      buffer := buffer >> Sdram.DATA_BITS
      beats  := beats - 1.U
      cursor := cursor + 1.U
      when(beats === 1.U) { isWriting := false.B }
    }.otherwise {
      give(SdramController.read, 1)
      reads  := true.B
      cursor := Mux(isLast, (cursor | ((1 << layout.beatBits) - 1).U) + 1.U, cursor + 1.U)
      when(isLast) {
        words := words - 1.U
        when(words === 1.U) { isReading := false.B }
        when((column | ((1 << layout.beatBits) - 1).U).andR) { isSame := false.B }
      }
    }
  }

  // data: at the pins from the middle of a cycle to the middle of the next one, where a flip-flop takes them
  private val taken  = RegNext(withClock((!clock.asBool).asClock) { RegNext(pins.in) })
  private val coming = RegInit(VecInit(Seq.fill(SdramController.way)(false.B)))
  coming.zip(reads +: coming.init).foreach { case (next, before) => next := before }
  private val isEnd = ShiftRegister(isLast, SdramController.way)
  private val of    = ShiftRegister(tile, SdramController.way + 1)
  private val word  = Reg(UInt((layout.wordBeats * Sdram.DATA_BITS).W))
  when(coming.last) { word := Cat(taken, word) >> Sdram.DATA_BITS }
  private val isAnswer = RegInit(false.B)
  isAnswer := coming.last && isEnd
  answer.valid     := isAnswer
  answer.bits.tile := of
  answer.bits.data := word

  when(abort) {
    isReading := false.B
    isAnswer  := false.B
    coming.foreach(_ := false.B)
  }
}

object SdramController {
  /** Levels of RAS, CAS and WE. */
  private val none      = "b111".U(3.W)
  private val activate  = "b011".U(3.W)
  private val read      = "b101".U(3.W)
  private val write     = "b100".U(3.W)
  private val precharge = "b010".U(3.W)
  private val refresh   = "b001".U(3.W)
  private val mode      = "b000".U(3.W)

  /** The address bit with which PRECHARGE closes all banks. */
  private val all = 1 << 10

  /** Cycles from the decision to read to its beat: the pins' register, the latency, and the two registers that take it. */
  private val way = Sdram.LATENCY + 2
}

/** Flip-flops of output pins. An FPGA may have them at the pins themselves, so that all change at one time however the rest is placed: its target then
  * brings a module of this name (FpgaTarget.pinOutput). They power up as anything.
  */
class DsPinOutput(width: Int) extends ExtModule(Map("WIDTH" -> IntParam(width))) {
  override def desiredName = DsPinOutput.module

  val clock = IO(Input(Clock()))
  val d     = IO(Input(UInt(width.W)))
  val q     = IO(Output(UInt(width.W)))

  setInline(DsPinOutput.module + ".v", DsPinOutput.verilog)
}

object DsPinOutput {
  val module = "DsPinOutput"

  private val verilog =
    """|module DsPinOutput #(
       |  parameter WIDTH = 1
       |) (
       |  input                  clock,
       |  input      [WIDTH-1:0] d,
       |  output reg [WIDTH-1:0] q
       |);
       |  always @(posedge clock) q <= d;
       |endmodule
       |""".stripMargin
}
