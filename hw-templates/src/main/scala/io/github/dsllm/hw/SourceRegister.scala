package io.github.dsllm.hw

import chisel3._
import chisel3.util.{Cat, Valid}

/** The group of nodes that streams, embeddings and the sampler read: for each settle unit a ring with the nodes of its lanes, the first of which is its head.
  *
  * `fill` replaces all nodes; `turn` moves those of a unit on by one, its head to the end, or `collected` in its place. So whoever wants one node after the other finds
  * it at a head, and no node crosses the tile; a unit that was turned `unitLanes` times is as it was. What `fill` brings wins over `turn`; whoever reads the first node of
  * a group while it comes (`isRead`) finds the second one at the head of the first unit, whose ring stays a turn behind then until it is filled or collects.
  */
class SourceRegister(s: Shape) extends Module {
  private val width = s.state

  val fill      = IO(Flipped(Valid(Vec(s.lanes, SInt(width.W)))))
  val isRead    = IO(Input(Bool()))
  val turn      = IO(Input(Vec(s.units, Bool())))
  val collected = IO(Flipped(Valid(SInt(width.W))))
  val nodes     = IO(Output(Vec(s.lanes, SInt(width.W))))
  val heads     = IO(Output(Vec(s.units, SInt(width.W))))

  private val isBehind = RegInit(false.B)
  when(fill.valid || collected.valid) { isBehind := fill.valid && isRead }

  for (unit <- 0 until s.units) {
    val lanes = unit * s.unitLanes until (unit + 1) * s.unitLanes
    val ring  = Reg(UInt((s.unitLanes * width).W)) // one word, so that simulators turn it in one operation
    val head  = ring(width - 1, 0)
    when(fill.valid || turn(unit)) {
      ring := Mux(fill.valid, Cat(lanes.map(fill.bits(_).asUInt).reverse), Cat(Mux(collected.valid, collected.bits.asUInt, head), ring >> width))
    }
    heads(unit) := (if (unit == 0) Mux(isBehind, ring(2 * width - 1, width), head) else head).asSInt
    for ((lane, place) <- lanes.zipWithIndex) { nodes(lane) := ring((place + 1) * width - 1, place * width).asSInt }
  }
}
