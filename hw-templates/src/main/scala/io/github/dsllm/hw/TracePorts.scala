package io.github.dsllm.hw

import chisel3._
import chisel3.util.{Cat, PopCount, RegEnable, Valid}

/** Verification-only ports of a tile (docs/core.md §4). Every `valid` is high for one cycle; `data` holds lane (segment) 0 lowest. */
class TracePorts(s: Shape) extends Bundle {
  val write   = new TracedGroup(s, s.lanes * s.state, isWrite = true)
  val step    = new TracedGroup(s, s.lanes * s.accumulator, isWrite = false)
  val scores  = new TracedGroup(s, s.segments * s.score, isWrite = false)
  val weights = new TracedGroup(s, s.segments * (s.weight + 1), isWrite = false)
  val sums    = new TracedGroup(s, s.segments * s.weightSum, isWrite = false)
  val evolve  = if (s.isTrained) Some(new TracedGroup(s, s.couplingWord, isWrite = true)) else None
  val token   = new Bundle {
    val valid    = Bool()
    val pc       = UInt(s.pcBits.W)
    val token    = UInt(HostUnit.tokenBits.W)
    val position = UInt(HostUnit.positionBits.W)
  }
  val sample = new Bundle {
    val valid = Bool()
    val pc    = UInt(s.pcBits.W)
    val token = UInt(HostUnit.tokenBits.W)
  }
}

/** A group in the trace: `count` valid items of `data`, and how many of them were saturated. */
class TracedGroup(s: Shape, width: Int, isWrite: Boolean) extends Bundle {
  val valid     = Bool()
  val pc        = UInt(s.pcBits.W)
  val count     = UInt(s.countBits.W)
  val data      = UInt(width.W)
  val saturated = if (isWrite) Some(UInt(s.countBits.W)) else None
}

/** Registers what happens in a tile, one cycle later; reads nothing back. */
class Trace(s: Shape) extends Module {
  val written   = IO(Flipped(Valid(new WrittenGroup(s))))
  val stepped   = IO(Flipped(Valid(new SteppedGroup(s))))
  val scores    = IO(Flipped(Valid(Vec(s.segments, SInt(s.score.W)))))
  val weights   = IO(Flipped(Valid(Vec(s.segments, UInt(s.weight.W)))))
  val sums      = IO(Flipped(Valid(Vec(s.segments, UInt(s.weightSum.W)))))
  val evolved   = if (s.isTrained) Some(IO(Flipped(Valid(new EvolvedWord(s))))) else None
  val scoresOf  = IO(Input(new TracedInstruction(s)))
  val weightsOf = IO(Input(new TracedInstruction(s)))
  val step      = IO(Flipped(Valid(new Step)))
  val stepPc    = IO(Input(UInt(s.pcBits.W)))
  val sample    = IO(Flipped(Valid(UInt(HostUnit.tokenBits.W))))
  val samplePc  = IO(Input(UInt(s.pcBits.W)))
  val ports     = IO(Output(new TracePorts(s)))

  private val offset = s.p.valueLaneOffset
  private val nodes  = written.bits.nodes.map(_.asUInt)
  private val group  = Cat(nodes.indices.reverse.map { lane =>
    val valueNode = if (lane + offset < nodes.size) nodes(lane + offset) else 0.U
    if (offset == 0) nodes(lane) else Mux(written.bits.isValue, valueNode, nodes(lane))
  })

  record(ports.write, written.valid, written.bits.pc, written.bits.count, group)
  ports.write.saturated.get := RegEnable(PopCount(written.bits.saturated), written.valid)
  for ((port, word) <- ports.evolve.zip(evolved)) {
    record(port, word.valid, word.bits.pc, word.bits.count, word.bits.data)
    port.saturated.get := RegEnable(PopCount(word.bits.saturated), word.valid)
  }
  record(ports.step, stepped.valid, stepped.bits.pc, stepped.bits.count, Cat(stepped.bits.nodes.map(_.asUInt).reverse))
  record(ports.scores, scores.valid, scoresOf.pc, scoresOf.count, Cat(scores.bits.map(_.asUInt).reverse))
  record(ports.weights, weights.valid, weightsOf.pc, weightsOf.count, Cat(weights.bits.map(_.pad(s.weight + 1)).reverse))
  record(ports.sums, sums.valid, weightsOf.pc, weightsOf.count, Cat(sums.bits.reverse))
  ports.token.valid    := RegNext(step.valid, false.B)
  ports.token.pc       := RegEnable(stepPc, step.valid)
  ports.token.token    := RegEnable(step.bits.token, step.valid)
  ports.token.position := RegEnable(step.bits.position, step.valid)
  ports.sample.valid   := RegNext(sample.valid, false.B)
  ports.sample.pc      := RegEnable(samplePc, sample.valid)
  ports.sample.token   := RegEnable(sample.bits, sample.valid)

  private def record(port: TracedGroup, valid: Bool, pc: UInt, count: UInt, data: UInt): Unit = {
    port.valid := RegNext(valid, false.B)
    port.pc    := RegEnable(pc, valid)
    port.count := RegEnable(count, valid)
    port.data  := RegEnable(data, valid)
  }
}

/** The instruction to which scores or weights belong. */
class TracedInstruction(s: Shape) extends Bundle {
  val pc    = UInt(s.pcBits.W)
  val count = UInt(s.countBits.W)
}
