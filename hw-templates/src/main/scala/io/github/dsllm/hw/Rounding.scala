package io.github.dsllm.hw

import chisel3._
import chisel3.util.Log2

/** R(x, n) = ⌊x·2^−n + ½⌋ and the length of a binary number, as docs/isa.md §3 defines them. Combinational. */
object Rounding {

  /** n known at elaboration; n ≤ 0 shifts left. */
  def round(x: SInt, n: Int): SInt = if (n <= 0) (x << -n) else ((x +& (BigInt(1) << (n - 1)).S) >> n)

  def round(x: UInt, n: Int): UInt = if (n <= 0) (x << -n) else ((x +& (BigInt(1) << (n - 1)).U) >> n)

  /** n ≥ 0 from hardware: half of the doubled quotient plus one. */
  def round(x: UInt, n: UInt): UInt = (((x << 1) >> n) +& 1.U) >> 1

  /** Bits of x without leading zeros; 0 has none. */
  def bitLength(x: UInt): UInt = Mux(x.orR, Log2(x) +& 1.U, 0.U)
}
