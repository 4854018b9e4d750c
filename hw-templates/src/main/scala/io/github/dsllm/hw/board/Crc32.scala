package io.github.dsllm.hw.board

import chisel3._
import chisel3.util.Valid

/** CRC-32 of Ethernet and zip, one bit per cycle: a byte may come when `isIdle`, which it is again eight cycles later.
  *
  * `value` is the CRC of the bytes since `clear`; `isIntact` says that the last four of them were the CRC, lowest byte first, of those before.
  */
class Crc32 extends Module {
  val clear    = IO(Input(Bool()))
  val byte     = IO(Flipped(Valid(UInt(8.W))))
  val isIdle   = IO(Output(Bool()))
  val value    = IO(Output(UInt(32.W)))
  val isIntact = IO(Output(Bool()))

  private val polynomial = BigInt("EDB88320", 16)
  private val residue    = BigInt("DEBB20E3", 16)
  private val ones       = BigInt("FFFFFFFF", 16)
  private val register   = RegInit(ones.U(32.W))
  private val bits       = RegInit(0.U(4.W))

  when(clear) {
    register := ones.U
    bits     := 0.U
  }.elsewhen(byte.valid) {
    register := register ^ byte.bits
    bits     := 8.U
  }.elsewhen(bits =/= 0.U) {
    register := (register >> 1) ^ Mux(register(0), polynomial.U(32.W), 0.U)
    bits     := bits - 1.U
  }
  isIdle   := bits === 0.U
  value    := ~register
  isIntact := register === residue.U
}
