package io.github.dsllm.hw

import chisel3._
import chisel3.util.MuxCase

/** The registers in which a lane relaxes, written in S4: the numerator Bn, the result Y and the residue Z. Sums wrap.
  *
  * A module of its own, and one assignment per register, because Verilator then needs no second copy of a register that neighbours read.
  */
class Relaxation(s: Shape) extends Module {
  val control   = IO(Input(new LaneControl(s)))
  val kept      = IO(Input(SInt(s.accumulator.W)))
  val argument  = IO(Input(SInt(s.accumulator.W)))
  val numerator = IO(Output(SInt(s.accumulator.W)))
  val relaxed   = IO(Output(SInt(s.accumulator.W)))
  val residue   = IO(Output(SInt(s.accumulator.W)))

  private val bn = Reg(SInt(s.accumulator.W))
  private val y  = Reg(SInt(s.accumulator.W))
  private val z  = Reg(SInt(s.accumulator.W))

  when(control.setNumerator) { bn := kept }
  when(control.setNumerator || control.setResult || control.addResult || control.relaxResult) {
    y := MuxCase(
      y + bn - kept,
      Seq(control.setNumerator -> Mux(control.plain, kept, 0.S), control.setResult -> kept, control.addResult -> (y + kept))
    )
  }
  when(control.walk || control.setResidue || control.relaxResidue) {
    z := MuxCase(bn - kept, Seq(control.walk -> argument, control.setResidue -> kept))
  }

  numerator := bn
  relaxed   := y
  residue   := z
}
