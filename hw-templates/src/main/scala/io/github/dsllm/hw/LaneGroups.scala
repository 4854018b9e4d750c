package io.github.dsllm.hw

import chisel3._

/** A group that somebody other than the lanes writes. */
class OutsideWrite(s: Shape) extends Bundle {
  val group = UInt(s.groupBits.W)
  val nodes = Vec(s.lanes, SInt(s.state.W))
}

/** The group that a post task has just saturated; lanes beyond `count` are 0. */
class WrittenGroup(s: Shape) extends Bundle {
  val pc        = UInt(s.pcBits.W)
  val count     = UInt(s.countBits.W)
  val isState   = Bool()
  val isKey     = Bool()
  val isValue   = Bool()
  val group     = UInt(s.groupBits.W)
  val row       = UInt(s.rowBits.W)
  val nodes     = Vec(s.lanes, SInt(s.state.W))
  val saturated = Vec(s.lanes, Bool())
}

/** The group that will be written in the next cycle, and the tag of its task. */
class SettledGroup(s: Shape) extends Bundle {
  val group = UInt(s.groupBits.W)
  val tag   = UInt(Shape.tagBits.W)
}

/** The squares of a phase of a norm; `first` and `last` of all of them. */
class SquareGroup(s: Shape) extends Bundle {
  val first   = Bool()
  val last    = Bool()
  val squares = Vec(s.units, SInt(s.product.W))
}

/** The nodes of a trajectory after a step. */
class SteppedGroup(s: Shape) extends Bundle {
  val pc    = UInt(s.pcBits.W)
  val count = UInt(s.countBits.W)
  val nodes = Vec(s.lanes, SInt(s.accumulator.W))
}
