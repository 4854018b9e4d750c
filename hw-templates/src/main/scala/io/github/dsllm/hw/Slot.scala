package io.github.dsllm.hw

import chisel3._
import chisel3.util.UIntToOH
import io.github.dsllm.codegen.isa.{NodeFunction, Opcode}

/** Left operand of a post slot. */
object OperandA extends ChiselEnum {
  val state, partner, accumulator, numerator, result, difference, residue, source, one = Value
}

/** Right operand of a post slot; `scalar` is the same for all lanes, `sign` is 1 or −1 as the state is not negative or is. */
object OperandB extends ChiselEnum {
  val scalar, mantissa, second, gain, cosine, sine, divisor, reciprocal, entryOrOne, entry, sign, step = Value
}

/** The operand that all lanes share: root of a norm, 1, mantissa of an embedding row. */
object Scalar extends ChiselEnum { val root, one, embedding = Value }

/** What is added to the slot's shift in each lane: nothing, sh of the row, e of the division, sh of the embedding row. */
object ShiftSource extends ChiselEnum { val none, row, exponent, embedding = Value }

/** Where the product, or its rounding, goes. */
object Target extends ChiselEnum {
  val none, state, key, value, numerator, result, resultAdd, resultRelax, resultRotate, residue, residueRelax, square = Value
}

/** The loops of the stream engine. */
object StreamKind extends ChiselEnum { val linear, scores, attend, embed = Value }

/** One cycle of a stream: a coupling word, key row or value row meets a broadcast node, the source register or the weights. */
class StreamSlot(s: Shape) extends Bundle {
  val valid    = Bool()
  val kind     = StreamKind()
  val first    = Bool()
  val last     = Bool()
  val blank    = Bool()
  val index    = UInt(s.laneBits.W)
  val coupling = UInt(s.couplingBits.W)
  val row      = UInt(s.rowBits.W)
  val weights  = Vec(s.segments, UInt(s.weight.W))
}

/** What only a core that clamps nodes knows of a slot: whether the scalar is 2^14, and the lane that it is for. */
class ClampFields(s: Shape) extends Bundle {
  val isClamp = Bool()
  val isOne   = Bool()
  val isHere  = Bool()
  val lane    = UInt(s.laneBits.W)

  /** Whether the node of a lane is clamped; the others are 0. */
  def holds(l: Int): Bool = !isClamp || !isOne || (isHere && lane === l.U)
}

/** One slot of a post task: it enters the settle units in this cycle and keeps each of them for as many cycles as it has lanes. `isShared` reads the first lane's
  * estimate for all lanes of a unit. */
class PostSlot(s: Shape) extends Bundle {
  val valid       = Bool()
  val a           = OperandA()
  val b           = OperandB()
  val scalar      = Scalar()
  val shift       = SInt(10.W)
  val shiftSource = ShiftSource()
  val target      = Target()
  val plain       = Bool()
  val residual    = Bool()
  val first       = Bool()
  val last        = Bool()
  val isStep      = Bool()
  val isShared    = Bool()
  val bits        = UInt(6.W)
  val count       = UInt(s.countBits.W)
  val group       = UInt(s.groupBits.W)
  val source      = UInt(s.groupBits.W)
  val second      = UInt(s.groupBits.W)
  val scale       = UInt(s.scaleBits.W)
  val gain        = UInt(s.gainBits.W)
  val row         = UInt(s.rowBits.W)
  val pc          = UInt(s.pcBits.W)
  val tag         = UInt(Shape.tagBits.W)
  val clamp       = if (s.isClamping) Some(new ClampFields(s)) else None
}

/** What only a core with external memory reads of an instruction: whether a stream waits for reloads (all but the last `shift2`), and where RELOAD begins. */
class ReloadFields extends Bundle {
  val isLoaded = Bool()
  val external = UInt(External.addressBits.W)
}

/** An instruction with its descriptor (docs/isa.md §2), cut to the sizes of this core. */
class Operation(s: Shape) extends Bundle {
  val opcode   = UInt(8.W)
  val function = UInt(5.W)
  val residual = Bool()
  val gain     = Bool()
  val plain    = Bool()
  val owner    = Bool()
  val reload   = if (s.isExternal) Some(new ReloadFields) else None
  val byPosition = if (s.isClamping) Some(Bool()) else None
  val address  = UInt(32.W)
  val group    = UInt(s.groupBits.W)
  val source   = UInt(16.W)
  val second   = UInt(16.W)
  val count    = UInt(16.W)
  val valid    = UInt(s.countBits.W)
  val shift    = SInt(8.W)
  val shift2   = SInt(8.W)
  val bits     = UInt(6.W)
  val steps    = UInt(16.W)
  val pc       = UInt(s.pcBits.W)

  /** What EVOLVE and STORE ask of the token. */
  def isBelow(token: UInt): Bool = token < steps

  def coupling: UInt = Shape.fit(address(Operation.couplingAddressBits - 1, 0), couplingWidth)
  def scale: UInt    = Shape.fit(address(31, Operation.couplingAddressBits), scaleWidth)

  private def couplingWidth = s.couplingBits
  private def scaleWidth    = s.scaleBits
}

object Operation {
  import io.github.dsllm.codegen.isa.{Descriptor, Instruction, NodeFunction}

  val couplingAddressBits: Int = Instruction.COUPLING_ADDRESS_BITS

  def is(operation: Operation, functions: NodeFunction*): Bool =
    functions.map(function => operation.function === function.code.U).reduce(_ || _)

  def decode(s: Shape, instruction: UInt, descriptor: UInt, pc: UInt): Operation = {
    def flag(f: Descriptor.Flag): Bool = descriptor(5 + f.ordinal)
    val operation = Wire(new Operation(s))
    operation.opcode   := instruction(63, 56)
    operation.address  := instruction(55, 24)
    operation.group    := Shape.fit(instruction(23, 8), s.groupBits)
    operation.function := descriptor(4, 0)
    operation.residual := flag(Descriptor.Flag.RESIDUAL)
    operation.gain     := flag(Descriptor.Flag.GAIN)
    operation.plain    := flag(Descriptor.Flag.PLAIN)
    operation.owner    := flag(Descriptor.Flag.OWNER)
    operation.source   := descriptor(31, 16)
    operation.second   := descriptor(47, 32)
    operation.count    := descriptor(63, 48)
    operation.valid    := Shape.fit(descriptor(79, 64), s.countBits)
    operation.shift    := descriptor(87, 80).asSInt
    operation.shift2   := descriptor(95, 88).asSInt
    operation.bits     := descriptor(101, 96)
    operation.steps    := descriptor(119, 104)
    operation.pc       := pc
    operation.byPosition.foreach(_ := flag(Descriptor.Flag.POSITION))
    for (reload <- operation.reload) {
      reload.isLoaded := flag(Descriptor.Flag.LOADED)
      reload.external := instruction(55, 24 + couplingAddressBits) ## instruction(23, 8)
    }
    operation
  }
}

/** An instruction with what the dispatcher asks of it first.
  *
  * `functions` has one bit for its function, none for those that only lock or that the core does not know. `streams`, `posts`, `isMarking` (a group as pending) leave out
  * what also depends on the owner of the token; `groups` are those that `count` nodes take. It writes `mark` and the groups behind, of which `marks` are not
  * yet marked.
  */
class DecodedOperation(s: Shape) extends Bundle {
  val operation  = new Operation(s)
  val functions  = UInt(32.W)
  val isLock     = Bool()
  val isReserved = Bool()
  val streams    = Bool()
  val posts      = Bool()
  val stores     = Bool()
  val isMarking  = Bool()
  val groups     = UInt(17.W)
  val mark       = UInt(s.groupBits.W)
  val marks      = UInt(17.W)
  val isLastMark = Bool()

  def is(asked: NodeFunction*): Bool = asked.filter(s.has(_)).map(function => functions(function.code)).foldLeft(false.B)(_ || _)
}

object DecodedOperation {
  def apply(s: Shape, operation: Operation): DecodedOperation = {
    val decoded = Wire(new DecodedOperation(s))
    val isMany  = Operation.is(operation, NodeFunction.NORM, NodeFunction.EMBED)
    decoded.operation  := operation
    decoded.isLock     := operation.opcode === Opcode.N_LOCK.code.U || operation.opcode === Opcode.C_LOCK.code.U
    decoded.isReserved := !(0 until (if (s.isTrained) Opcode.CFG_CONN else Opcode.C_EVOLVE).code).map(operation.opcode === _.U).reduce(_ || _)
    decoded.functions  := Mux(decoded.isLock || decoded.isReserved, 0.U, UIntToOH(operation.function))
    decoded.streams    := decoded.is(NodeFunction.LINEAR, NodeFunction.SCORES, NodeFunction.ATTEND)
    decoded.posts      := decoded.is(posts: _*) || (s.isClamping.B && decoded.is(NodeFunction.CLAMP))
    decoded.stores     := decoded.is(NodeFunction.KEY, NodeFunction.VALUE)
    decoded.isMarking  := decoded.posts && !decoded.stores
    decoded.groups     := (operation.count +& (s.lanes - 1).U) >> s.laneBits
    decoded.mark       := operation.group
    decoded.marks      := Mux(isMany, decoded.groups, 1.U)
    decoded.isLastMark := !isMany || operation.count <= s.lanes.U
    decoded
  }

  /** What leaves the post engine something to do, whoever owns the token. */
  private val posts =
    Seq(NodeFunction.LINEAR, NodeFunction.NORM, NodeFunction.ROPE, NodeFunction.KEY, NodeFunction.VALUE, NodeFunction.ATTEND, NodeFunction.SILU, NodeFunction.PRODUCT, NodeFunction.TABLE)
}

/** A task of the post engine: the operation, and the tag under which its groups are pending. */
class PostTask(s: Shape) extends Bundle {
  val operation = new Operation(s)
  val tag       = UInt(Shape.tagBits.W)
}
