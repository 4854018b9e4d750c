package io.github.dsllm.hw

import chisel3._
import chisel3.experimental.hierarchy.{instantiable, public}
import chisel3.util.RegEnable
import Shape.fit

/** Control of all lanes, by stage: S0 read state, S1 select, S2 multiply, S3 accumulate, S5 write. */
class LaneControl(s: Shape) extends Bundle {
  val readsOperand = Bool()
  val readsSecond  = Bool()
  val operandGroup = UInt(s.groupBits.W)
  val secondGroup  = UInt(s.groupBits.W)
  val fillGroup    = UInt(s.groupBits.W)

  val select   = Bool()
  val isKey    = Bool()
  val isValue  = Bool()
  val multiply = Bool()

  val accumulate = Vec(2, Bool())
  val first      = Bool()

  val write      = Bool()
  val writeGroup = UInt(s.groupBits.W)

  val train = if (s.isTrained) Some(new LaneTraining(s)) else None
}

/** What a lane gets beside control: what its stream reads, what that meets (`head` for all lanes, `source` its own node, `weight` of its segment), and the node that is written. */
class LaneInput(s: Shape) extends Bundle {
  val coupling = SInt(s.numerics.couplingBits.W)
  val key      = SInt(s.numerics.keyBits.W)
  val value    = SInt(s.numerics.valueBits.W)
  val head     = SInt(s.streamB.W)
  val source   = SInt(s.state.W)
  val weight   = UInt(s.weight.W)
  val node     = SInt(s.state.W)
  val master   = if (s.isTrained) Some(SInt(s.couplingCell.W)) else None
  val random   = if (s.isTrained) Some(UInt(32.W)) else None
}

/** What a lane shows to its settle unit, to the trees and to the mesh; `coupling` in S2 of a slot that reads one. */
class LaneOutput(s: Shape) extends Bundle {
  val operand      = SInt(s.state.W)
  val second       = SInt(s.state.W)
  val fill         = SInt(s.state.W)
  val coupling     = SInt(s.numerics.couplingBits.W)
  val product      = SInt(s.streamProduct.W)
  val accumulators = Vec(2, SInt(s.accumulator.W))
  val evolved      = if (s.isTrained) Some(new EvolvedCoupling(s)) else None
}

/** One lane: its column of state memory, and a multiplier with two accumulators for the streams.
  *
  * A stream slot selects operands in S1; the product stands after S2, an accumulator after S3. Sums wrap at `accumulator` bits (the image is refused if they
  * could). For post slots a lane reads its state in S0 and writes the node of its settle unit in S5; a read in that cycle shows the old state.
  * Where couplings learn, an update is a slot of which the lane's operand, the current of its node, meets `head`; [[LaneUpdate]] takes the product.
  */
@instantiable
class Lane(s: Shape) extends Module {
  @public val control = IO(Input(new LaneControl(s)))
  @public val in      = IO(Input(new LaneInput(s)))
  @public val out     = IO(Output(new LaneOutput(s)))

  private val state   = Mem(s.p.depths.stateGroups, SInt(s.state.W))
  private val operand = RegEnable(state(control.operandGroup), control.readsOperand)
  private val second  = RegEnable(state(control.secondGroup), control.readsSecond)
  when(control.write) { state(control.writeGroup) := in.node }

  private val a       = Reg(SInt(s.streamA.W))
  private val b       = Reg(SInt(s.streamB.W))
  private val product = Reg(SInt(s.streamProduct.W))
  private val banks   = Seq.fill(2)(Reg(SInt(s.accumulator.W)))

  when(control.select) {
    val driven = control.train.map(train => Mux(train.isUpdate, fit(operand, s.streamA), fit(in.coupling, s.streamA))).getOrElse(fit(in.coupling, s.streamA))
    a := Mux(control.isKey, fit(in.key, s.streamA), Mux(control.isValue, fit(in.value, s.streamA), driven))
    b := Mux(control.isKey, fit(in.source, s.streamB), Mux(control.isValue, fit(in.weight.zext, s.streamB), in.head))
  }
  when(control.multiply) { product := SignedMultiplier(a, b) }
  private val sum = fit(Mux(control.first, 0.S, Mux(control.accumulate(1), banks(1), banks(0))) + fit(product, s.accumulator), s.accumulator)
  for ((accumulator, bank) <- banks.zipWithIndex) {
    when(control.accumulate(bank)) { accumulator := sum }
  }

  for ((train, evolved) <- control.train.zip(out.evolved)) {
    val update = Module(new LaneUpdate(s))
    update.control := train
    update.product := product
    update.master  := in.master.get
    update.random  := in.random.get
    evolved        := update.evolved
  }

  out.operand      := operand
  out.second       := second
  out.fill         := state(control.fillGroup)
  out.coupling     := fit(a, s.numerics.couplingBits)
  out.product      := product
  out.accumulators := banks
}
