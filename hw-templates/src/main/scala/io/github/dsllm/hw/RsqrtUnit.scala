package io.github.dsllm.hw

import chisel3._
import chisel3.util.{RegEnable, is, switch}
import io.github.dsllm.codegen.chip.CoreParameters

/** (r, e) = rsqrt(v): 1/√v = r·2^(−Fr−e) by a line and Newton steps (docs/isa.md §3).
  *
  * Sequential with one multiplier: `done` is high for one cycle, [[RsqrtUnit.latency]] cycles after `start`; r and e stay until the next start.
  * v ≥ 1. `start` while running begins anew.
  */
class RsqrtUnit(p: CoreParameters) extends Module {
  private val numerics = p.numerics
  private val fr       = numerics.rsqrtFraction
  private val fm       = numerics.rsqrtInputFraction
  private val vWidth   = math.max(p.widths.accumulator, p.squareSumBits)
  private val largest  = ((BigInt(1) << (fr + 1)) - 1).U

  val start = IO(Input(Bool()))
  val v     = IO(Input(UInt(vWidth.W)))
  val done  = IO(Output(Bool()))
  val r     = IO(Output(UInt((fr + 1).W)))
  val e     = IO(Output(UInt(6.W)))

  private object Phase extends ChiselEnum { val idle, normalise, seed, square, scale, correct, update = Value }
  private val phase = RegInit(Phase.idle)
  private val step  = Reg(UInt(4.W))

  private val value    = if (p.compact != null) v else RegEnable(v, start) // between two norms of a compact core nothing changes it
  private val exponent = RegEnable(((Rounding.bitLength(v) +& 1.U) >> 1).pad(6)(5, 0), start)
  private val m        = Reg(UInt((fm + 1).W))
  private val root     = Reg(UInt((fr + 1).W))

  private val product = Reg(SInt((math.max(fr, fm) + fr + 6).W))
  private val factor  = WireDefault(SInt((fr + 4).W), root.zext)
  private val other   = WireDefault(SInt((math.max(fr, fm) + 2).W), root.zext)
  product := SignedMultiplier(other, factor)

  // the multiplier hangs on the phase by registers of their own
  private val scales   = RegNext(phase === Phase.square, false.B)
  private val corrects = RegNext(phase === Phase.scale, false.B)
  when(scales) {
    other  := m.zext
    factor := Rounding.round(product, fr)(fr + 3, 0).asSInt
  }
  when(corrects) { factor := RsqrtUnit.oneMinus(product, fr, fm)(fr + 3, 0).asSInt }

  private val isLastStep = step === (numerics.rsqrtSteps - 1).U
  switch(phase) {
    is(Phase.normalise) {
      m     := Rounding.round(value << fm, exponent << 1)(fm, 0)
      phase := Phase.seed
    }
    is(Phase.seed) {
      root  := (numerics.rsqrtSeed.S((fr + 3).W) - Rounding.round((numerics.rsqrtSlope.U * m).zext, 16 + fm - fr)).asUInt(fr, 0)
      phase := Phase.square
    }
    is(Phase.square) { phase := Phase.scale }
    is(Phase.scale) { phase := Phase.correct }
    is(Phase.correct) { phase := Phase.update }
    is(Phase.update) {
      val next = root.zext +& Rounding.round(product, fr + 1)
      root  := Mux(next > largest.zext, largest, next.asUInt(fr, 0))
      step  := step + 1.U
      phase := Mux(isLastStep, Phase.idle, Phase.square)
    }
  }
  when(start) {
    phase := Phase.normalise
    step  := 0.U
  }

  done := RegNext(phase === Phase.update && isLastStep && !start, false.B)
  r    := root
  e    := exponent
}

object RsqrtUnit {
  def latency(p: CoreParameters): Int = 3 + 4 * p.numerics.rsqrtSteps

  /** 2^`fraction` less a product that is rounded by `places` ≥ 1, with one carry chain: −⌊(x + 2^(p−1))/2^p⌋ = ⌊(2^(p−1) − 1 − x)/2^p⌋. */
  private def oneMinus(product: SInt, fraction: Int, places: Int): SInt =
    (((BigInt(1) << (fraction + places)) + (BigInt(1) << (places - 1)) - 1).S - product) >> places
}
