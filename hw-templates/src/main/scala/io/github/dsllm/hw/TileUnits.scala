package io.github.dsllm.hw

import chisel3._
import chisel3.util.{Decoupled, UIntToOH, Valid}
import io.github.dsllm.codegen.chip.MemoryFormat

/** Which groups have arrived from other tiles and were not yet waited for. */
class Arrivals(s: Shape) extends Module {
  private val groups = s.p.depths.stateGroups

  val arrives    = IO(Flipped(Valid(UInt(s.groupBits.W))))
  val group      = IO(Input(UInt(s.groupBits.W)))
  val clears     = IO(Input(Bool()))
  val hasArrived = IO(Output(Bool()))

  private val arrived = RegInit(0.U(groups.W))
  private def mask(group: UInt, isSet: Bool): UInt = Mux(isSet, UIntToOH(group, groups), 0.U(groups.W))
  when(arrives.valid || clears) { arrived := (arrived & ~mask(group, clears)) | mask(arrives.bits, arrives.valid) }
  hasArrived := (if (groups == 1) arrived(0) else LaneSelect(arrived, group, 1)(0))
}

/** The function of nodes that the core does not know: entry clamp(x + 512, 0, 1023) of `nodetable.mem`, one cycle after its argument; where couplings learn, of one of several tables. */
class NodeTable(s: Shape) extends Module {
  val argument = IO(Flipped(Valid(SInt(s.accumulator.W))))
  val entry    = IO(Valid(SInt(Shape.nodeTableBits.W)))
  val load     = s.loadPort()
  val number   = if (s.isTrained) Some(IO(Input(UInt(DsMemory.addressBits(s.p.nodeTables).W)))) else None

  private val half  = Shape.nodeTableEntries / 2
  private val table = ContentMemory(s, MemoryFormat.NODE_TABLE, 0, "table", load)
  private val index = Mux(argument.bits < (-half).S, 0.S, Mux(argument.bits > (half - 1).S, (Shape.nodeTableEntries - 1).S, argument.bits + half.S))
  table.clock       := clock
  table.readEnable  := argument.valid
  private def within = Shape.fit(index.asUInt, DsMemory.addressBits(Shape.nodeTableEntries))
  table.readAddress := number.map(_ ## within).getOrElse(within)
  entry.valid := RegNext(argument.valid, false.B)
  entry.bits  := table.readData.asSInt
}

/** Reads token and position from the first two lanes of the arrived group: `read` loads the source register, which shows the group two cycles later. */
class TokenReader extends Module {
  val start    = IO(Input(Bool()))
  val read     = IO(Output(Bool()))
  val token    = IO(Input(UInt(HostUnit.tokenBits.W)))
  val position = IO(Input(UInt(HostUnit.positionBits.W)))
  val step     = IO(Decoupled(new Step))

  private val count = RegInit(0.U(2.W))
  read := start && count === 0.U
  when(read || count === 1.U) { count := count + 1.U }.elsewhen(step.fire) { count := 0.U }
  step.valid         := count === 2.U
  step.bits.token    := token
  step.bits.position := position
}
