package io.github.dsllm.hw

import chisel3._
import chisel3.util.{Decoupled, Queue, Valid}

/** A RELOAD: `count` external words from `external` on go to the coupling words from `coupling` on. */
class ReloadCommand(s: Shape) extends Bundle {
  val external = UInt(External.addressBits.W)
  val coupling = UInt(s.couplingBits.W)
  val count    = UInt(16.W)
}

/** Asks for external words of this tile and writes them into coupling memory as they come, in the order in which they were asked for.
  *
  * `request` follows its command by one cycle; several may be under way. `write` is the answer of the same cycle. `incomplete` counts the commands
  * whose last word is not in memory yet: it sinks in the cycle behind the write, when the word can be read.
  */
class ReloadUnit(s: Shape) extends Module {
  val command    = IO(Flipped(Decoupled(new ReloadCommand(s))))
  val request    = IO(Decoupled(new ExternalWords))
  val answer     = IO(Flipped(Valid(UInt(s.couplingWord.W))))
  val write      = IO(Valid(new CouplingWrite(s)))
  val incomplete = IO(Output(UInt(ReloadUnit.countBits.W)))

  private val requests = Module(new Queue(new ExternalWords, ReloadUnit.depth))
  private val pending  = Module(new Queue(new ReloadCommand(s), ReloadUnit.depth))
  command.ready := pending.io.enq.ready
  pending.io.enq.valid := command.valid
  pending.io.enq.bits  := command.bits
  requests.io.enq.valid        := command.fire
  requests.io.enq.bits.address := command.bits.external
  requests.io.enq.bits.words   := command.bits.count
  request <> requests.io.deq

  private val index  = RegInit(0.U(16.W))
  private val isLast = index +& 1.U === pending.io.deq.bits.count
  when(answer.valid) { index := Mux(isLast, 0.U, index + 1.U) }
  pending.io.deq.ready := answer.valid && isLast
  write.valid        := answer.valid
  write.bits.address := pending.io.deq.bits.coupling + Shape.fit(index, s.couplingBits)
  write.bits.data    := answer.bits
  incomplete := pending.io.count
}

object ReloadUnit {
  /** Commands that may be under way. */
  val depth     = 4
  val countBits = 3
}

/** A word for coupling memory. */
class CouplingWrite(s: Shape) extends Bundle {
  val address = UInt(s.couplingBits.W)
  val data    = UInt(s.couplingWord.W)
}
