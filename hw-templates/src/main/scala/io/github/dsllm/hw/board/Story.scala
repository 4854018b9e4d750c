package io.github.dsllm.hw.board

import chisel3._
import chisel3.util.{Decoupled, Valid}
import io.github.dsllm.codegen.chip.CoreParameters
import io.github.dsllm.hw.{DsMemory, HostUnit, OfferedToken, PromptToken, Shape}

/** The control inputs of a story (docs/isa.md §5), in the order in which the host sends them, lowest bits first. */
class Settings extends Bundle {
  val stopTokens         = Vec(HostUnit.stopTokenPorts, UInt(HostUnit.tokenBits.W))
  val stopCount          = UInt(8.W)
  val newTokens          = UInt(16.W)
  val seed               = UInt(32.W)
  val inverseTemperature = UInt(16.W)
}

object Settings {
  val bytes = 17

  /** Arg-max, no limit, no stop tokens. */
  def initial: Settings = {
    val settings = WireInit(0.U.asTypeOf(new Settings))
    settings.seed := 1.U
    settings
  }
}

/** Tokens that wait between host and core, 256 each way, and what there is to know about the story.
  *
  * A story begins with `first` and may be told when `last` has come. While `isFilling` no prompt token goes to the core, so that the last of a piece is not gone before `last`. `room` counts prompt
  * tokens. `total` counts tokens of the core modulo 2^16; token i is on `token` one cycle after `read`, for those of the last 256 that `keep`, the number of
  * the first that is still wanted, has not passed.
  */
class Story(p: CoreParameters) extends Module {
  val first     = IO(Input(Bool()))
  val last      = IO(Input(Bool()))
  val isFilling = IO(Input(Bool()))
  val push      = IO(Flipped(Valid(UInt(HostUnit.tokenBits.W))))
  val room      = IO(Output(UInt(9.W)))
  val isOpen    = IO(Output(Bool()))
  val isBusy    = IO(Output(Bool()))
  val cycles    = IO(Output(UInt(48.W)))
  val prompts   = IO(Output(UInt(24.W)))

  val keep  = IO(Flipped(Valid(UInt(16.W))))
  val read  = IO(Input(UInt(16.W)))
  val token = IO(Output(UInt(HostUnit.tokenBits.W)))
  val total = IO(Output(UInt(16.W)))
  val kept  = IO(Output(UInt(16.W)))
  val end   = IO(Output(UInt(2.W)))

  val corePrompt = IO(Decoupled(new PromptToken))
  val coreToken  = IO(Flipped(Decoupled(new OfferedToken)))
  val coreBusy   = IO(Input(Bool()))

  private val room256    = 256
  private val isAwaiting = RegInit(false.B)
  private val open       = RegInit(false.B)
  private val cycleCount = Reg(UInt((if (p.compact != null) 32 else cycles.getWidth).W))
  private val taken      = Reg(UInt((if (p.compact != null) 16 else prompts.getWidth).W))

  // prompt tokens: a queue, of which the next one waits on the read port
  private val prompt   = Module(new DsMemory(HostUnit.tokenBits, room256, "", if (p.compact != null) DsMemory.any else DsMemory.distributed))
  private val in       = RegInit(0.U(9.W))
  private val out      = RegInit(0.U(9.W))
  private val isRead   = RegInit(false.B)
  private val waiting  = in - out
  private val reads    = !isRead && waiting =/= 0.U && !isFilling
  prompt.clock        := clock
  prompt.writeEnable  := push.valid
  prompt.writeAddress := Shape.fit(in, 8)
  prompt.writeData    := push.bits
  prompt.readEnable   := reads
  prompt.readAddress  := Shape.fit(out, 8)
  when(push.valid) { in := in + 1.U }
  when(reads) { isRead := true.B }
  when(corePrompt.fire) {
    isRead := false.B
    out    := out + 1.U
    taken  := taken + 1.U
  }
  corePrompt.valid      := isRead && !isFilling
  corePrompt.bits.token := prompt.readData
  corePrompt.bits.last  := !open && waiting === 1.U
  room := room256.U - waiting

  // tokens of the core: a ring that the host reads as it likes
  private val ring    = Module(new DsMemory(HostUnit.tokenBits, room256, ""))
  private val offered = RegInit(0.U(16.W))
  private val base    = RegInit(0.U(16.W))
  private val endCode = RegInit(0.U(2.W))
  ring.clock        := clock
  ring.writeEnable  := coreToken.fire
  ring.writeAddress := Shape.fit(offered, 8)
  ring.writeData    := coreToken.bits.token
  ring.readEnable   := true.B
  ring.readAddress  := Shape.fit(read, 8)
  coreToken.ready   := offered - base < room256.U
  when(coreToken.fire) {
    offered := offered + 1.U
    endCode := coreToken.bits.end
    when(coreToken.bits.end =/= 0.U) { isAwaiting := false.B }
  }
  when(keep.valid) { base := keep.bits }

  when(coreBusy) { cycleCount := cycleCount + 1.U }
  when(last) { open := false.B }
  when(first) {
    open       := true.B
    isAwaiting := true.B
    offered    := 0.U
    base       := 0.U
    endCode    := 0.U
    cycleCount := 0.U
    taken      := 0.U
  }
  isOpen  := open
  isBusy  := open || isAwaiting || waiting =/= 0.U || coreBusy
  token   := ring.readData
  total   := offered
  kept    := base
  end     := endCode
  cycles  := cycleCount
  prompts := taken
}
