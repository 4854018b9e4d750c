package io.github.dsllm.hw

import chisel3._
import chisel3.util.{UIntToOH, Valid}

/** Which groups wait for a post task: set when an instruction that writes the group is dispatched, cleared when its last writer, known by its tag, has settled. */
class PendingGroups(s: Shape) extends Module {
  private val groups = s.p.depths.stateGroups

  val mark      = IO(Flipped(Valid(new SettledGroup(s))))
  val settled   = IO(Flipped(Valid(new SettledGroup(s))))
  val group     = IO(Input(Vec(PendingGroups.readers, UInt(s.groupBits.W))))
  val isPending = IO(Output(Vec(PendingGroups.readers, Bool())))

  private val pending = RegInit(0.U(groups.W))
  private val tags    = Mem(groups, UInt(Shape.tagBits.W))
  when(mark.valid) { tags(mark.bits.group) := mark.bits.tag }

  private val isLastWriter = settled.valid && tags(settled.bits.group) === settled.bits.tag
  private def mask(group: UInt, isSet: Bool): UInt = Mux(isSet, UIntToOH(group, groups), 0.U(groups.W))
  when(mark.valid || isLastWriter) {
    pending := (pending & ~mask(settled.bits.group, isLastWriter)) | mask(mark.bits.group, mark.valid)
  }
  isPending := group.map(asked => if (groups == 1) pending(0) else LaneSelect(pending, asked, 1)(0))
}

object PendingGroups {

  /** The group that the running stream reads next, and the first one of the stream that may begin. */
  val readers = 2
}
