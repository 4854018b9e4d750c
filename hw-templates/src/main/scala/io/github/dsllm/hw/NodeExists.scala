package io.github.dsllm.hw

import chisel3._

/** Whether a post slot has a node for the lane that a unit serves in a phase: the first `count` lanes do, for values those behind the lanes of keys, for a clamped node that one.
  *
  * Comparisons with constants are written as what they are, functions of a few bits; Yosys would take carry chains.
  */
private[hw] object NodeExists {
  def apply(s: Shape, task: PostSlot, unit: Int, phase: UInt): Bool = {
    val first   = s.p.valueLaneOffset
    val isValue = task.target === Target.value
    val end     = if (first == 0) task.count else Mux(isValue, task.count +& first.U, task.count)
    val held    = task.clamp.map(clamp => VecInit((0 until s.unitLanes).map(q => clamp.holds(unit * s.unitLanes + q)))(phase)).getOrElse(true.B)
    isBelow(s, unit, phase, end) && Mux(isValue, isFrom(s, unit, phase, first), held)
  }

  private def isBelow(s: Shape, unit: Int, phase: UInt, end: UInt): Bool = {
    val endUnit = end >> s.phaseBits
    val largest = (1 << endUnit.getWidth) - 1
    val isAfter = (unit + 1 to largest).map(endUnit === _.U).foldLeft(false.B)(_ || _)
    isAfter || (endUnit === unit.U && isLess(s, phase, end(s.phaseBits - 1, 0)))
  }

  private def isLess(s: Shape, phase: UInt, end: UInt): Bool = {
    val phases = 0 until s.unitLanes
    val table  = (for (to <- phases; from <- phases if from < to) yield BigInt(1) << (to * s.unitLanes + from)).sum
    LaneSelect(table.U((s.unitLanes * s.unitLanes).W), end ## phase, 1)(0)
  }

  private def isFrom(s: Shape, unit: Int, phase: UInt, first: Int): Bool = {
    val within = first - unit * s.unitLanes
    (math.max(0, within) until s.unitLanes).map(phase === _.U).foldLeft(false.B)(_ || _) || (within <= 0).B
  }
}
