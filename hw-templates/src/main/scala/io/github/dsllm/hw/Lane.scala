package io.github.dsllm.hw

import chisel3._
import chisel3.experimental.hierarchy.{instantiable, public}
import chisel3.util.{RegEnable, Valid}
import Shape.fit

/** Control of all lanes, by stage: S0 read state, S1 select, S2 multiply, and clear the accumulator for the first product, S3 accumulate, and keep the last sum, S5 write. */
class LaneControl(s: Shape) extends Bundle {
  val operand   = if (s.readsByUnit) None else Some(Valid(UInt(s.groupBits.W)))
  val second    = if (s.readsByUnit) None else Some(Valid(UInt(s.groupBits.W)))
  val fillGroup = UInt(s.groupBits.W)

  val select   = Bool()
  val isKey    = Bool()
  val multiply = Bool()

  val clear      = Bool()
  val accumulate = Bool()
  val keep       = Bool()

  val write      = Bool()
  val writeGroup = UInt(s.groupBits.W)

  val train = if (s.isTrained) Some(new LaneTraining(s)) else None
}

/** What a lane gets beside control: what its stream reads, 0 where it does not, what that meets (`shared` by the lanes of a segment, `source` its own node), and the node that is
  * written.
  */
class LaneInput(s: Shape) extends Bundle {
  val coupling = SInt(s.numerics.couplingBits.W)
  val key      = SInt(s.numerics.keyBits.W)
  val value    = SInt(s.numerics.valueBits.W)
  val shared   = SInt(s.streamB.W)
  val source   = SInt(s.state.W)
  val node     = SInt(s.state.W)
  val master   = if (s.isTrained) Some(SInt(s.couplingCell.W)) else None
  val random   = if (s.isTrained) Some(UInt(32.W)) else None
}

/** What a lane shows to its settle unit, to the trees and to the mesh; `coupling` in S2 of a slot that reads one. */
class LaneOutput(s: Shape) extends Bundle {
  val operand  = if (s.readsByUnit) None else Some(SInt(s.state.W))
  val second   = if (s.readsByUnit) None else Some(SInt(s.state.W))
  val fill     = SInt(s.state.W)
  val coupling = SInt(s.numerics.couplingBits.W)
  val product  = SInt(s.streamProduct.W)
  val sum      = SInt(s.accumulator.W)
  val evolved  = if (s.isTrained) Some(new EvolvedCoupling(s)) else None
}

/** One lane: its column of state memory, and a multiplier with an accumulator for the streams.
  *
  * A stream slot takes its operands in S1; the product stands after S2, the accumulator after S3. The last slot of a stream leaves the sum in a register of its own, where the settle
  * unit finds it while the next stream runs; a compact core has none, as no stream runs meanwhile. Sums wrap at `accumulator` bits (the image is refused if they could). For post slots a lane reads its state in S0, where the settle units have no copies of it,
  * and writes the node of its settle unit in S5; a read in that cycle shows the old state.
  * Where couplings learn, an update is a slot of which the lane's operand, the current of its node, meets `head`; [[LaneUpdate]] takes the product.
  */
@instantiable
class Lane(s: Shape) extends Module {
  @public val control = IO(Input(new LaneControl(s)))
  @public val in      = IO(Input(new LaneInput(s)))
  @public val out     = IO(Output(new LaneOutput(s)))

  private val state   = Mem(s.p.depths.stateGroups, SInt(s.state.W))
  private def read(port: Option[Valid[UInt]]): Option[SInt] = port.map(read => RegEnable(state(read.bits), read.valid))
  private val operand = read(control.operand)
  private val second  = read(control.second)
  when(control.write) { state(control.writeGroup) := in.node }

  private val a       = Reg(SInt(s.streamA.W))
  private val b       = Reg(SInt(s.streamB.W))
  private val product = Reg(SInt(s.streamProduct.W))
  private val accumulator = Reg(SInt(s.accumulator.W))

  when(control.select) {
    val word = Seq(in.coupling, in.key, in.value).map(fit(_, s.streamA)).reduce(_ | _)
    a := control.train.map(train => Mux(train.isUpdate, fit(operand.get, s.streamA), word)).getOrElse(word)
    b := Mux(control.isKey, fit(in.source, s.streamB), in.shared)
  }
  when(control.multiply) { product := SignedMultiplier(a, b) }
  private val sum = fit(accumulator + fit(product, s.accumulator), s.accumulator)
  when(control.clear) { accumulator := 0.S }.elsewhen(control.accumulate) { accumulator := sum }

  for ((train, evolved) <- control.train.zip(out.evolved)) {
    val update = Module(new LaneUpdate(s))
    update.control := train
    update.product := product
    update.master  := in.master.get
    update.random  := in.random.get
    evolved        := update.evolved
  }

  out.operand.zip(operand).foreach { case (port, node) => port := node }
  out.second.zip(second).foreach { case (port, node) => port := node }
  out.fill     := state(control.fillGroup)
  out.coupling := fit(a, s.numerics.couplingBits)
  out.product  := product
  out.sum      := (if (s.isCompact) accumulator else RegEnable(sum, control.keep))
}
