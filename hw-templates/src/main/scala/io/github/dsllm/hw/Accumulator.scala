package io.github.dsllm.hw

import chisel3._
import chisel3.util.Valid

/** Adds one signed addend per cycle to a running sum; `sum` shows it one cycle later. Wraps at `sumWidth` bits.
  *
  * State: the sum. Latency: 1 cycle.
  */
class Accumulator(addendWidth: Int, sumWidth: Int) extends Module {
  require(sumWidth >= addendWidth, s"a sum of $sumWidth bits cannot hold an addend of $addendWidth bits; widen the sum")
  override def desiredName = s"Accumulator_${addendWidth}_$sumWidth"

  val addend = IO(Flipped(Valid(SInt(addendWidth.W))))
  val sum    = IO(Output(SInt(sumWidth.W)))

  private val running = RegInit(0.S(sumWidth.W))
  when(addend.valid) { running := running + addend.bits }
  sum := running
}
