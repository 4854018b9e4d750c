package io.github.dsllm.hw

import chisel3._
import chisel3.util.ShiftRegister

/** Σ x² + epsilon over the groups of a norm, from the squares that the settle units make, one each per cycle. `done` is high for one cycle with the finished sum. */
class SquareSum(s: Shape) extends Module {
  private val latency = AdderTree.latency(s.units)

  val valid   = IO(Input(Bool()))
  val first   = IO(Input(Bool()))
  val last    = IO(Input(Bool()))
  val squares = IO(Input(Vec(s.units, SInt(s.product.W))))
  val epsilon = IO(Input(UInt(32.W)))
  val done    = IO(Output(Bool()))
  val sum     = IO(Output(UInt(s.squareSum.W)))

  private val square = 2 * s.state
  private val tree   = Module(new AdderTree(s.units, square, s.squareSum))
  tree.valid := valid
  tree.in    := VecInit(squares.map(Shape.fit(_, square)))

  private val isFirst = ShiftRegister(first, latency)
  private val isLast  = ShiftRegister(last, latency)
  private val running = Reg(UInt(s.squareSum.W))
  private val next    = Shape.fit(Mux(isFirst, epsilon, running) + tree.out.asUInt, s.squareSum)
  when(tree.outValid) { running := next }
  done := RegNext(tree.outValid && isLast, false.B)
  sum  := running
}
