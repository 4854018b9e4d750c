package io.github.dsllm.hw

import chisel3._
import chisel3.util.{RegEnable, Valid}
import io.github.dsllm.codegen.chip.{ExponentialTable, MemoryFormat}

/** f = E(t) = 2^−t: table on the fraction, shift by the octave, 0 from [[ExponentialTable.zeroFrom]] on.
  *
  * One result per cycle, [[ExponentialUnit.latency]] cycles after its t. t ≥ 0 with Ft binary places, f in 0 … 2^Fp. The table is the image's
  * `exponential.mem`, so the kind of exponential changes no structure but the split of t.
  */
class ExponentialUnit(s: Shape, tWidth: Int) extends Module {
  private val numerics    = s.numerics
  private val fraction    = numerics.exponentFraction
  private val addressBits = ExponentialTable.addressBits(numerics)
  private val zeroFrom    = ExponentialTable.zeroFrom(numerics)
  private val base        = numerics.tableFraction - numerics.weightFraction
  override def desiredName = s"ExponentialUnit_$tWidth"

  val in  = IO(Flipped(Valid(UInt(tWidth.W))))
  val out = IO(Valid(UInt((numerics.weightFraction + 1).W)))
  val load = s.loadPort()

  private val t     = in.bits.pad(addressBits + 1)
  private val table = ContentMemory(s, MemoryFormat.EXPONENTIAL, 0, "table", load)
  table.clock       := clock
  table.readEnable  := in.valid
  table.readAddress := t(addressBits - 1, 0)

  private val octaves  = numerics.weightFraction + 1
  private val isZero   = RegEnable(t >= zeroFrom.U, in.valid)
  private val octave   = if (numerics.exponential.octaves) RegEnable((t >> fraction)(log2Width(octaves) - 1, 0), in.valid) else 0.U
  private val isRead   = RegNext(in.valid, false.B)
  private val selected = RegNext(isRead, false.B)

  // block RAM is slow: what it gives is kept before it is shifted
  private val widened = RegEnable(table.readData, isRead) << math.max(0, -base)
  private val places  = RegEnable(octave +& math.max(0, base).U, isRead)
  private val isNone  = RegEnable(isZero, isRead)
  private val rounded = Rounding.round(widened, places)
  out.valid := RegNext(selected, false.B)
  out.bits  := RegEnable(Mux(isNone, 0.U, rounded)(numerics.weightFraction, 0), selected)

  private def log2Width(largest: Int): Int = {
    val bits = 32 - Integer.numberOfLeadingZeros(largest)
    require(t.getWidth >= fraction, s"t of $tWidth bits is narrower than its fraction of $fraction bits; widen t")
    math.min(bits, math.max(1, t.getWidth - fraction))
  }
}

object ExponentialUnit {
  val latency = 3
}
