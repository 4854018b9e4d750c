package io.github.dsllm.hw.board

import chisel3._
import chisel3.util.{Cat, Decoupled, MuxLookup, Valid}
import io.github.dsllm.codegen.chip.{AxiRegister, BoardParameters, LinkProtocol, SocParameters}
import io.github.dsllm.hw.{DsCore, ExternalAnswer, ExternalRequest, HostUnit, LoadChunk, Shape}
import scala.collection.immutable.SeqMap

/** The subordinate's or manager's signals of an AXI4-Stream of one transfer per token. */
class AxiStreamPorts(dataBits: Int) extends Bundle {
  val tvalid = Output(Bool())
  val tready = Input(Bool())
  val tdata  = Output(UInt(dataBits.W))
  val tlast  = Output(Bool())
}

/** Ports of [[DsAxi]] with the names of the AXI specification; the external memory's port only where the core has one. */
class DsAxiPorts(s: Shape) extends Record {
  val aclk          = Input(Clock())
  val aresetn       = Input(Bool())
  val s_axi         = new AxiLitePorts(AxiRegister.ADDRESS_BITS)
  val s_axis_prompt = Flipped(new AxiStreamPorts(HostUnit.tokenBits))
  val m_axis_token  = new AxiStreamPorts(DsAxi.tokenBits)
  val irq     = Output(Bool())
  val request       = Decoupled(new ExternalRequest)
  val answer        = Flipped(Decoupled(new ExternalAnswer(s)))

  override val elements: SeqMap[String, Data] = SeqMap(
    "aclk"          -> aclk,
    "aresetn"       -> aresetn,
    "s_axi"         -> s_axi,
    "s_axis_prompt" -> s_axis_prompt,
    "m_axis_token"  -> m_axis_token,
    "irq"     -> irq
  ) ++ (if (s.isExternal) Seq("request" -> request, "answer" -> answer) else Seq.empty)
}

/** The core as a part of a system on a chip (docs/host-link.md §8): control registers on AXI4-Lite, prompt and tokens on AXI4-Stream.
  *
  * `tdata` of a prompt is a token, `tlast` ends the prompt; `tdata` of a token is the token and, from bit 16 on, the end code, `tlast` says that it is not 0. `irq` is high while there is a
  * fault. `aresetn` is taken as it is: synchronous to `aclk`.
  */
class DsAxi(soc: SocParameters) extends RawModule {
  private val s = new Shape(soc.core, soc.load)
  val io = FlatIO(new DsAxiPorts(s))

  withClockAndReset(io.aclk, !io.aresetn) {
    val bus      = Module(new AxiLiteRegisters(AxiRegister.ADDRESS_BITS))
    val control  = Module(new AxiControl(s))
    bus.bus <> io.s_axi
    control.write      := bus.write
    control.writeIndex := bus.writeIndex
    control.writeData  := bus.writeData
    control.readIndex  := bus.readIndex
    bus.readData       := control.readData

    val core = withReset(!io.aresetn || control.coreReset)(Module(new DsCore(s)))
    core.io.prompt.valid      := io.s_axis_prompt.tvalid
    core.io.prompt.bits.token := io.s_axis_prompt.tdata
    core.io.prompt.bits.last  := io.s_axis_prompt.tlast
    io.s_axis_prompt.tready   := core.io.prompt.ready && !control.coreReset
    core.io.token.ready       := io.m_axis_token.tready
    io.m_axis_token.tvalid    := core.io.token.valid && !control.coreReset
    io.m_axis_token.tdata     := Cat(core.io.token.bits.end, core.io.token.bits.token).pad(DsAxi.tokenBits)
    io.m_axis_token.tlast     := core.io.token.bits.end =/= 0.U
    core.io.inverseTemperature := control.settings.inverseTemperature
    core.io.seed               := control.settings.seed
    core.io.newTokens          := control.settings.newTokens
    core.io.stopTokens         := control.settings.stopTokens
    core.io.stopCount          := Shape.fit(control.settings.stopCount, core.io.stopCount.getWidth)
    core.io.load.foreach(_ := control.load)
    control.busy    := core.io.busy
    control.fault   := core.io.fault
    control.isTaken := core.io.prompt.fire
    control.isGiven := core.io.token.fire
    io.irq    := core.io.fault =/= 0.U
    if (s.isExternal) {
      io.request <> core.io.request
      core.io.answer <> io.answer
    }
  }
}

object DsAxi {
  val tokenBits = 32
}

/** The registers of [[DsAxi]]: settings, state, counters and, where memories can be loaded, a window to them. */
class AxiControl(s: Shape) extends Module {
  private val indexBits = AxiRegister.ADDRESS_BITS - 2
  val write      = IO(Input(Bool()))
  val writeIndex = IO(Input(UInt(indexBits.W)))
  val writeData  = IO(Input(UInt(32.W)))
  val readIndex  = IO(Input(UInt(indexBits.W)))
  val readData   = IO(Output(UInt(32.W)))
  val settings   = IO(Output(new Settings))
  val coreReset  = IO(Output(Bool()))
  val load       = IO(Valid(new LoadChunk(s)))
  val busy       = IO(Input(Bool()))
  val fault      = IO(Input(UInt(2.W)))
  val isTaken    = IO(Input(Bool()))
  val isGiven    = IO(Input(Bool()))

  private val loader      = Module(new Loader(s))
  private val held        = RegInit((!s.load.isFilled).B)
  private val chosen      = RegInit(Settings.initial)
  private val loadTarget  = Reg(UInt(24.W))
  private val loadWord    = Reg(UInt(32.W))
  private val data        = Reg(UInt(64.W))
  private val wasOutside  = RegInit(false.B)
  private def writes(register: AxiRegister): Bool = write && writeIndex === register.index.U

  when(writes(AxiRegister.CONTROL)) {
    held       := writeData(0)
    wasOutside := false.B
  }
  when(writes(AxiRegister.INVERSE_TEMPERATURE)) { chosen.inverseTemperature := writeData(15, 0) }
  when(writes(AxiRegister.SEED)) { chosen.seed := writeData }
  when(writes(AxiRegister.NEW_TOKENS)) { chosen.newTokens := writeData(15, 0) }
  when(writes(AxiRegister.STOP_COUNT)) { chosen.stopCount := writeData(7, 0) }
  when(writes(AxiRegister.STOP_TOKENS_0_1)) { setStops(0) }
  when(writes(AxiRegister.STOP_TOKENS_2_3)) { setStops(2) }
  private def setStops(first: Int): Unit = {
    chosen.stopTokens(first)     := writeData(15, 0)
    chosen.stopTokens(first + 1) := writeData(31, 16)
  }
  settings  := chosen
  coreReset := held

  when(writes(AxiRegister.LOAD_TARGET)) { loadTarget := writeData(23, 0) }
  when(writes(AxiRegister.LOAD_WORD)) { loadWord := writeData }
  when(writes(AxiRegister.LOAD_DATA_0)) { data := Cat(data(63, 32), writeData) }
  when(writes(AxiRegister.LOAD_DATA_1)) { data := Cat(writeData, data(31, 0)) }
  loader.address.valid       := writes(AxiRegister.LOAD_CHUNK)
  loader.address.bits.memory := loadTarget(7, 0)
  loader.address.bits.tile   := loadTarget(23, 8)
  loader.address.bits.word   := loadWord
  loader.address.bits.chunk  := writeData(15, 0)
  loader.data.valid := writes(AxiRegister.LOAD_DATA_2) && held
  loader.data.bits  := Cat(writeData(7, 0), data)
  when(writes(AxiRegister.LOAD_DATA_2) && (loader.isOutside || !held)) { wasOutside := true.B }
  load := loader.load

  private val cycles  = counter(48, busy)
  private val prompts = counter(32, isTaken)
  private val tokens  = counter(32, isGiven)
  private def counter(bits: Int, event: Bool): UInt = {
    val count = RegInit(0.U(bits.W))
    when(writes(AxiRegister.CONTROL)) { count := 0.U }.elsewhen(event) { count := count + 1.U }
    count
  }

  private val fingerprint = BigInt(1, BoardParameters.fingerprint(s.p).bytes)
  private val isLoadable  = s.load.isPossible.B
  private val status      = Cat(wasOutside, isLoadable, held, fault, busy)
  readData := MuxLookup(readIndex, 0.U(32.W))(
    Seq(
      AxiRegister.VERSION             -> LinkProtocol.VERSION.U,
      AxiRegister.CONTROL             -> held.asUInt,
      AxiRegister.STATUS              -> status,
      AxiRegister.CORE_HIGH           -> (fingerprint >> 32).U,
      AxiRegister.CORE_LOW            -> (fingerprint & BigInt(0xffffffffL)).U,
      AxiRegister.INVERSE_TEMPERATURE -> chosen.inverseTemperature,
      AxiRegister.SEED                -> chosen.seed,
      AxiRegister.NEW_TOKENS          -> chosen.newTokens,
      AxiRegister.STOP_COUNT          -> chosen.stopCount,
      AxiRegister.STOP_TOKENS_0_1     -> Cat(chosen.stopTokens(1), chosen.stopTokens(0)),
      AxiRegister.STOP_TOKENS_2_3     -> Cat(chosen.stopTokens(3), chosen.stopTokens(2)),
      AxiRegister.CYCLES_LOW          -> cycles(31, 0),
      AxiRegister.CYCLES_HIGH         -> cycles(47, 32),
      AxiRegister.PROMPT_TOKENS       -> prompts,
      AxiRegister.TOKENS              -> tokens
    ).map { case (register, value) => register.index.U(indexBits.W) -> WireInit(UInt(32.W), value) }
  )
}
