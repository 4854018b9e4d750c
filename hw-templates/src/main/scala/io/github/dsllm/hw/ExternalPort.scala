package io.github.dsllm.hw

import chisel3._
import chisel3.util.{Decoupled, PriorityEncoderOH, PriorityMux, Queue, Valid, OHToUInt}
import io.github.dsllm.codegen.isa.Instruction

/** Widths of the external port. */
object External {
  val addressBits: Int = chisel3.util.log2Ceil(Instruction.EXTERNAL_WORDS)
  val tileBits         = 16
}

/** Words of one tile that are asked for. */
class ExternalWords extends Bundle {
  val address = UInt(External.addressBits.W)
  val words   = UInt(16.W)
}

class ExternalRequest extends ExternalWords {
  val tile = UInt(External.tileBits.W)
}

class ExternalAnswer(s: Shape) extends Bundle {
  val tile = UInt(External.tileBits.W)
  val data = UInt(s.couplingWord.W)
}

/** The way out of the chip (docs/core.md §6): requests of all tiles in turns, answers back to the tile that they name. Every tile that waits is served once before
  * one is served twice, lowest first; when nobody waits nothing is remembered.
  *
  * A request is on the port in the cycle behind its grant, an answer at its tile in the cycle behind the port; answers are always taken.
  */
class ExternalPort(s: Shape) extends Module {
  private val tiles = s.p.tiles

  val requests = IO(Vec(tiles, Flipped(Decoupled(new ExternalWords))))
  val answers  = IO(Output(Vec(tiles, Valid(UInt(s.couplingWord.W)))))
  val request  = IO(Decoupled(new ExternalRequest))
  val answer   = IO(Flipped(Decoupled(new ExternalAnswer(s))))

  private val out     = Module(new Queue(new ExternalRequest, 2))
  private val batch   = RegInit(0.U(tiles.W))
  private val waiting = VecInit(requests.map(_.valid)).asUInt
  private val current = Mux(batch === 0.U, waiting, batch)
  private val chosen  = PriorityEncoderOH(current)
  out.io.enq.valid        := waiting =/= 0.U
  out.io.enq.bits.address := PriorityMux(current.asBools, requests.map(_.bits.address))
  out.io.enq.bits.words   := PriorityMux(current.asBools, requests.map(_.bits.words))
  out.io.enq.bits.tile    := OHToUInt(chosen)
  requests.zip(chosen.asBools).foreach { case (port, isChosen) => port.ready := isChosen && out.io.enq.ready }
  when(out.io.enq.fire) { batch := current & ~chosen }
  request <> out.io.deq

  answer.ready := true.B
  private val isAnswer = RegNext(answer.valid, false.B)
  private val tile     = RegNext(answer.bits.tile)
  private val data     = RegNext(answer.bits.data)
  for ((port, index) <- answers.zipWithIndex) {
    port.valid := isAnswer && tile === index.U
    port.bits  := data
  }
}
