package io.github.dsllm.hw

import chisel3._
import chisel3.util.{Decoupled, RegEnable, is, switch}
import io.github.dsllm.codegen.chip.CoreParameters

/** A prompt token of the host; `last` ends the prompt. */
class PromptToken extends Bundle {
  val token = UInt(HostUnit.tokenBits.W)
  val last  = Bool()
}

/** A token for the host and whether, and why, the story ends with it. */
class OfferedToken extends Bundle {
  val token = UInt(HostUnit.tokenBits.W)
  val end   = UInt(2.W)
}

/** The input of one position. */
class Step extends Bundle {
  val token    = UInt(HostUnit.tokenBits.W)
  val position = UInt(HostUnit.positionBits.W)
}

/** Tile 0's link to the host (docs/isa.md §5): turns prompt and sampled tokens into steps and offers the sampled ones.
  *
  * A step is given when the sampled token of the last one has come. `offer` says, from the step on, whether this position's token is offered; offering needs
  * one register, so the core is at work on the next position while the host takes its time. After an end the next prompt starts at position 0.
  * `vocabulary`, valid while `step` is ready, is the limit of prompt tokens; 0 switches the check off. Faults stay until reset: 1 a prompt token ≥ vocabulary (token 0 is taken for it), 2 a prompt longer
  * than the context (the story ends at the last position, the rest of the prompt is swallowed).
  */
class HostUnit(p: CoreParameters) extends Module {
  import HostUnit._
  private val lastPosition = (p.depths.context - 1).U

  val prompt     = IO(Flipped(Decoupled(new PromptToken)))
  val token      = IO(Decoupled(new OfferedToken))
  val newTokens  = IO(Input(UInt(16.W)))
  val stopTokens = IO(Input(Vec(stopTokenPorts, UInt(tokenBits.W))))
  val stopCount  = IO(Input(UInt(3.W)))
  val vocabulary = IO(Input(UInt(tokenBits.W)))
  val busy       = IO(Output(Bool()))
  val fault      = IO(Output(UInt(2.W)))

  val step    = IO(Decoupled(new Step))
  val sampled = IO(Flipped(Decoupled(UInt(tokenBits.W))))
  val offer   = IO(Output(Bool()))
  val reload  = IO(Output(Bool()))
  val begins  = IO(Output(Bool()))

  private object Phase extends ChiselEnum { val prompt, feed, run, drain = Value }
  private val phase        = RegInit(Phase.prompt)
  private val position     = RegInit(0.U((if (p.compact != null) DsMemory.addressBits(p.depths.context) else positionBits).W))
  private val isOffered    = RegInit(false.B)
  private val isCutPrompt  = RegInit(false.B)
  private val offeredCount = RegInit(0.U(16.W))
  private val lastSampled  = Reg(UInt(tokenBits.W))
  private val faultCode    = RegInit(0.U(2.W))

  private val offered      = Reg(new OfferedToken)
  private val isOfferValid = RegInit(false.B)

  private val isPrompt       = phase === Phase.prompt
  private val isUnknownToken = vocabulary =/= 0.U && prompt.bits.token >= vocabulary
  private val isContextFull  = position === lastPosition
  private val willOffer      = Mux(isPrompt, prompt.bits.last || isContextFull, isOffered)

  private val hasStep = (isPrompt && prompt.valid) || phase === Phase.feed
  step.valid         := (if (p.compact != null) hasStep else RegNext(hasStep && !step.fire, false.B)) // a cycle later, while the dispatcher is still on its way to TOKEN
  step.bits.token    := Mux(isPrompt, Mux(isUnknownToken, 0.U, prompt.bits.token), lastSampled)
  step.bits.position := position
  prompt.ready       := (isPrompt && step.fire) || phase === Phase.drain

  private val isStop   = VecInit((0 until stopTokenPorts).map(i => i.U < stopCount && sampled.bits === stopTokens(i))).asUInt.orR
  private val isLimit  = RegEnable(newTokens =/= 0.U && offeredCount + 1.U === newTokens, step.fire)
  private val endCode  = Mux(isStop, endStop, Mux(isLimit, endLimit, Mux(isContextFull, endContext, 0.U)))
  private val storyEnds = isOffered && endCode =/= 0.U
  // whether a sampled token may come: none that waits to be offered is in its way; a register, as the dispatcher hangs on it
  private val isExpected = RegInit(false.B)
  sampled.ready := isExpected

  when(token.fire) { isOfferValid := false.B }
  switch(phase) {
    is(Phase.prompt, Phase.feed) {
      when(step.fire) {
        phase := Phase.run
        isExpected := !isOfferValid || token.ready || !willOffer
        when(isPrompt) {
          isOffered   := willOffer
          isCutPrompt := !prompt.bits.last && isContextFull
          when(!prompt.bits.last && isContextFull) { faultCode := faultPromptTooLong }
          when(isUnknownToken) { faultCode := faultUnknownToken }
        }
      }
    }
    is(Phase.run) {
      when(token.fire) { isExpected := true.B }
      when(sampled.fire) {
        isExpected  := false.B
        lastSampled := sampled.bits
        position    := Mux(storyEnds, 0.U, position + 1.U)
        phase       := Mux(isOffered, Mux(storyEnds, Mux(isCutPrompt, Phase.drain, Phase.prompt), Phase.feed), Phase.prompt)
        when(isOffered) {
          offered.token := sampled.bits
          offered.end   := endCode
          isOfferValid  := true.B
          offeredCount  := Mux(storyEnds, 0.U, offeredCount + 1.U)
        }
      }
    }
    is(Phase.drain) {
      when(prompt.fire && prompt.bits.last) { phase := Phase.prompt }
    }
  }

  token.valid := isOfferValid
  token.bits  := offered
  offer       := isOffered
  reload      := step.fire && position === 0.U
  begins      := step.fire
  busy        := !isPrompt || position =/= 0.U || isOfferValid
  fault       := faultCode
}

object HostUnit {
  val tokenBits      = 16
  val positionBits   = 16
  val stopTokenPorts = 4

  private val endStop    = 1.U(2.W)
  private val endLimit   = 2.U(2.W)
  private val endContext = 3.U(2.W)

  private val faultUnknownToken  = 1.U(2.W)
  private val faultPromptTooLong = 2.U(2.W)
}
