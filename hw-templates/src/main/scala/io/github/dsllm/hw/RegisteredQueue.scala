package io.github.dsllm.hw

import chisel3._
import chisel3.util.{Decoupled, Queue, log2Ceil}

/** A queue that knows from registers whether it holds something and whether it has room, for places on which much hangs: what goes in and out in a cycle reaches only
  * these registers. Otherwise as [[chisel3.util.Queue]].
  */
class RegisteredQueue[T <: Data](gen: T, depth: Int) extends Module {
  val enq   = IO(Flipped(Decoupled(gen)))
  val deq   = IO(Decoupled(gen))
  val count = IO(Output(UInt(log2Ceil(depth + 1).W)))

  private val queue   = Module(new Queue(gen, depth))
  private val held    = RegInit(0.U(log2Ceil(depth + 1).W))
  private val isSome  = RegInit(false.B)
  private val hasRoom = RegInit(true.B)
  when(enq.fire =/= deq.fire) {
    held    := Mux(enq.fire, held + 1.U, held - 1.U)
    isSome  := enq.fire || held =/= 1.U
    hasRoom := deq.fire || held =/= (depth - 1).U
  }
  queue.io.enq.valid := enq.fire
  queue.io.enq.bits  := enq.bits
  queue.io.deq.ready := deq.fire
  deq.bits  := queue.io.deq.bits
  deq.valid := isSome
  enq.ready := hasRoom
  count     := held
}
