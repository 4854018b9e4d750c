package io.github.dsllm.hw

import chisel3._
import chisel3.util.{Decoupled, MuxLookup, Valid, is, log2Ceil, switch}
import io.github.dsllm.codegen.chip.Numerics
import io.github.dsllm.codegen.isa.NodeFunction

/** A group that is to leave the tile. */
class SendCommand(s: Shape) extends Bundle {
  val group  = UInt(s.groupBits.W)
  val region = new TileRegion(s.p)
}

/** Runs the post tasks in program order, each a short sequence of slots (docs/core.md §1, table).
  *
  * A slot keeps the settle units for `unitLanes` cycles. One that needs the result of another waits until `drain` is 0: 4 cycles for a register of a lane, which the
  * same phase of the next slot reads, and 5 after the last phase for a group (7 in units with two stages more). The settle units get a slot one cycle after its issue, and a walk starts one cycle after
  * `walks`, from registers outside. `streamDone` announces a stream whose accumulators such a slot may read.
  */
class PostEngine(s: Shape) extends Module {
  val next       = IO(Flipped(Decoupled(new PostTask(s))))
  val slot       = IO(Output(new PostSlot(s)))
  val position   = IO(Input(UInt(Shape.positionBits.W)))
  val scaleWordOfToken = IO(Input(UInt(s.scaleBits.W)))
  val streamDone = IO(Input(Bool()))
  val isIdle     = IO(Output(Bool()))
  val freesSum  = IO(Output(Bool()))
  val isTaken    = IO(Output(Bool()))

  val epsilon  = IO(Output(UInt(32.W)))
  val rootDone = IO(Input(Bool()))
  val exponent = IO(Input(UInt(6.W)))

  val sumsValid     = IO(Input(Bool()))
  val takesSums     = IO(Output(Bool()))
  val isWalk        = IO(Output(Bool()))
  val mayWalk       = IO(Input(Bool()))
  val walks         = IO(Output(Bool()))
  val isTable       = IO(Output(Bool()))
  val tableNumber   = if (s.isTrained) Some(IO(Output(UInt(DsMemory.addressBits(s.p.nodeTables).W)))) else None
  val estimateValid = IO(Input(Bool()))

  val send      = IO(Valid(new SendCommand(s)))
  val sendReady = IO(Input(Bool()))

  /** The bits of a code say what the slot of the phase waits for, so that whether it is issued is known early: below 8 there is none, those with bit 4 wait until the
    * units are drained, those with bit 5 for a stream. */
  private object Phase extends ChiselEnum {
    val root                 = Value(0.U)
    val sums, walk, walked   = Value
    val scale                = Value(8.U)
    val squares, rotateSecond = Value
    val square               = Value(16.U)
    val trajectory, finish, numerator, estimate, residue, correct, relax, gain, rotateFirst, rotateThird, value, product, magnitude, table, send = Value
    val embed                = Value(32.U)
    val settle               = Value(48.U)
    val average              = Value
  }

  private val guard = s.numerics.guardBits
  private val estimates = s.p.segmentsPerCluster // of an ATTEND, one after the other

  private val active    = RegInit(false.B)
  private val task      = Reg(new PostTask(s))
  private val phase     = Reg(Phase())
  private val drain     = RegInit(0.U(log2Ceil(4 + s.deepening + s.unitLanes).max(4).W))
  private val busy      = RegInit(0.U(s.phaseBits.W))
  private val finished  = RegInit(0.U(3.W))
  private val iteration = Reg(UInt(16.W))
  private val group     = Reg(UInt(s.groupBits.W))
  private val left      = Reg(UInt(math.min(16, s.lengthBits).W))
  private val operation = task.operation

  // registers, because much hangs on them
  private val isDrained  = RegInit(true.B)
  private val mayIssue   = RegInit(false.B) // active, and the one before is through the first stage
  private val isFinished = RegInit(false.B) // a stream is
  private val isAttend   = Operation.is(operation, NodeFunction.ATTEND)
  private val isLinear   = Operation.is(operation, NodeFunction.LINEAR)
  private val isKey      = Operation.is(operation, NodeFunction.KEY)
  private val isClamp     = s.isClamping.B && Operation.is(operation, NodeFunction.CLAMP)
  private val isLastGroup = Reg(Bool()) // left is at most L
  private val countOfGroup = Shape.fit(Mux(isLastGroup, left, s.lanes.U), s.countBits)
  private val isLastIteration = iteration <= 1.U

  private val ends    = WireDefault(false.B)
  private val waits   = phase.asUInt
  private val issues  = mayIssue && waits(5, 3).orR && (isDrained || !waits(4)) && (isFinished || !waits(5)) && (sendReady || phase =/= Phase.send)
  private val consume = WireDefault(false.B)
  private val advance = WireDefault(false.B)
  private val toPhase = WireDefault(phase)

  slot          := 0.U.asTypeOf(new PostSlot(s))
  slot.valid    := issues
  slot.a        := OperandA.state
  slot.scalar   := Scalar.one
  slot.plain    := operation.plain
  slot.isShared := isAttend
  slot.bits     := operation.bits
  slot.count    := operation.valid
  slot.group    := operation.group
  slot.source   := Shape.fit(operation.source, s.groupBits)
  slot.second   := Shape.fit(operation.second, s.groupBits)
  slot.scale    := operation.scale
  slot.row      := Shape.fit(operation.address + position, s.rowBits)
  slot.pc       := operation.pc
  slot.tag      := task.tag
  slot.gain     := Shape.fit(operation.second + group, s.gainBits)
  private def operands(a: OperandA.Type, b: OperandB.Type): Unit = { slot.a := a; slot.b := b }
  private def shiftBy(n: SInt, source: ShiftSource.Type = ShiftSource.none): Unit = { slot.shift := n; slot.shiftSource := source }
  private val groupSource = Shape.fit(operation.source + group, s.groupBits)

  for (clamp <- slot.clamp) {
    val node = position - operation.address(Shape.positionBits - 1, 0)
    clamp.isClamp := isClamp
    clamp.isOne   := operation.byPosition.get
    clamp.isHere  := position >= operation.address(Shape.positionBits - 1, 0) && node < s.lanes.U
    clamp.lane    := Shape.fit(node, s.laneBits)
  }

  freesSum := false.B
  isTaken   := false.B
  takesSums := false.B
  walks     := false.B
  send.valid       := false.B
  send.bits.group  := operation.group
  send.bits.region := TileRegion.of(s.p, operation.address)

  switch(phase) {
    is(Phase.settle) {
      operands(OperandA.accumulator, OperandB.mantissa)
      val isTrajectory = operation.steps =/= 0.U && s.p.trajectory.B
      shiftBy(Mux(isTrajectory, (-guard).S, 0.S), ShiftSource.row)
      slot.target   := Mux(isTrajectory, Target.numerator, Target.state)
      slot.residual := operation.residual && !isTrajectory
      slot.plain    := false.B
      when(issues) {
        consume   := true.B
        freesSum := true.B
        iteration := operation.steps
        ends      := !isTrajectory
        toPhase   := Phase.trajectory
      }
    }
    is(Phase.trajectory) {
      if (s.p.trajectory) {
        operands(OperandA.difference, OperandB.step)
        shiftBy(Numerics.TRAJECTORY_FRACTION.S)
        slot.target := Target.resultAdd
        slot.isStep := true.B
        when(issues) {
          iteration := iteration - 1.U
          toPhase   := Mux(isLastIteration, Phase.finish, Phase.trajectory)
        }
      }
    }
    is(Phase.finish) {
      operands(OperandA.result, OperandB.scalar)
      shiftBy(guard.S)
      slot.target   := Target.state
      slot.residual := operation.residual && isLinear
      when(issues) { ends := true.B }
    }
    is(Phase.sums) {
      takesSums := active && sumsValid
      when(takesSums) { toPhase := Phase.walked }
    }
    is(Phase.numerator, Phase.average) {
      operands(Mux(isAttend, OperandA.accumulator, OperandA.state), Mux(isAttend, OperandB.scalar, OperandB.entryOrOne))
      shiftBy((-guard).S - operation.shift2, ShiftSource.exponent)
      slot.target := Target.numerator
      when(issues) {
        consume   := isAttend
        freesSum := isAttend
        iteration := operation.steps - 1.U
        toPhase   := Mux(operation.plain, Mux(operation.steps <= 1.U, Phase.finish, Phase.relax), Phase.estimate)
      }
    }
    is(Phase.estimate) {
      operands(OperandA.numerator, OperandB.reciprocal)
      shiftBy(Numerics.RECIPROCAL_FRACTION.S)
      slot.target := Target.result
      when(issues) { toPhase := Mux(iteration === 0.U, Phase.finish, Phase.residue) }
    }
    is(Phase.residue) {
      operands(OperandA.result, OperandB.divisor)
      shiftBy(s.numerics.divisorBits.S)
      slot.target := Target.residueRelax
      when(issues) { toPhase := Phase.correct }
    }
    is(Phase.correct) {
      operands(OperandA.residue, OperandB.reciprocal)
      shiftBy(Numerics.RECIPROCAL_FRACTION.S)
      slot.target := Target.resultAdd
      when(issues) {
        iteration := iteration - 1.U
        toPhase   := Mux(isLastIteration, Phase.finish, Phase.residue)
      }
    }
    is(Phase.relax) {
      operands(OperandA.result, OperandB.divisor)
      shiftBy(s.numerics.divisorBits.S)
      slot.target := Target.resultRelax
      when(issues) {
        iteration := iteration - 1.U
        toPhase   := Mux(isLastIteration, Phase.finish, Phase.relax)
      }
    }
    is(Phase.square, Phase.squares) {
      operands(OperandA.state, OperandB.second)
      slot.source := groupSource
      slot.second := groupSource
      slot.target := Target.square
      slot.first  := group === 0.U
      slot.last   := isLastGroup
      when(issues) {
        advance := true.B
        toPhase := Mux(isLastGroup, Phase.root, Phase.squares)
      }
    }
    is(Phase.root) {
      when(active && rootDone) {
        toPhase := Phase.scale
        group   := 0.U
        left    := Shape.fit(operation.count, left.getWidth)
        isLastGroup := operation.count <= s.lanes.U
      }
    }
    is(Phase.scale) {
      operands(OperandA.state, OperandB.scalar)
      slot.scalar := Scalar.root
      slot.source := groupSource
      slot.group  := operation.group + group
      slot.count  := countOfGroup
      shiftBy(operation.shift +& exponent.zext)
      slot.target := Mux(operation.gain, Target.result, Target.state)
      when(issues) {
        when(operation.gain) { toPhase := Phase.gain }.otherwise {
          advance := true.B
          ends    := isLastGroup
        }
      }
    }
    is(Phase.gain) {
      operands(OperandA.result, OperandB.gain)
      slot.group  := operation.group + group
      slot.count  := countOfGroup
      shiftBy(operation.shift2)
      slot.target := Target.state
      when(issues) {
        advance := true.B
        ends    := isLastGroup
        toPhase := Phase.scale
      }
    }
    is(Phase.rotateFirst) {
      operands(OperandA.state, OperandB.cosine)
      slot.target := Target.result
      when(issues) { toPhase := Phase.rotateSecond }
    }
    is(Phase.rotateSecond) {
      operands(OperandA.partner, OperandB.sine)
      slot.target := Target.resultRotate
      when(issues) { toPhase := Phase.rotateThird }
    }
    is(Phase.rotateThird) {
      operands(OperandA.result, OperandB.scalar)
      shiftBy(operation.shift)
      slot.target := Mux(isKey, Target.key, Target.state)
      when(issues) { ends := true.B }
    }
    is(Phase.value) {
      operands(OperandA.state, OperandB.scalar)
      slot.target := Target.value
      when(issues) { ends := true.B }
    }
    is(Phase.product) {
      operands(OperandA.state, OperandB.second)
      if (s.isClamping) {
        when(isClamp) { operands(OperandA.one, OperandB.scalar) }
      }
      shiftBy(operation.shift)
      slot.target := Target.state
      when(issues) { ends := true.B }
    }
    is(Phase.embed) {
      operands(OperandA.source, OperandB.scalar)
      slot.scalar := Scalar.embedding
      slot.scale  := scaleWordOfToken
      slot.group  := operation.group + group
      slot.count  := countOfGroup
      shiftBy(operation.shift, ShiftSource.embedding)
      slot.target := Target.state
      when(issues) {
        consume := true.B
        isTaken := true.B
        advance := true.B
        ends    := isLastGroup
      }
    }
    is(Phase.magnitude) {
      operands(OperandA.state, Mux(isTable, OperandB.scalar, OperandB.sign))
      shiftBy(operation.shift)
      slot.target := Target.residue
      when(issues) {
        toPhase   := Phase.walk
        iteration := Mux(isTable, s.lanes.U, s.p.clusterLanes.U)
      }
    }
    is(Phase.walk) {
      walks := active && isDrained && (isTable || mayWalk)
      when(walks) {
        iteration := iteration - 1.U
        when(isLastIteration) {
          toPhase   := Mux(isTable, Phase.table, Phase.walked)
        }
      }
    }
    is(Phase.walked) {
      when(active && left <= 1.U && estimateValid) { toPhase := Mux(isAttend, Phase.average, Phase.numerator) }
    }
    is(Phase.table) {
      operands(OperandA.one, OperandB.entry)
      slot.target := Target.state
      when(issues) { ends := true.B }
    }
    is(Phase.send) {
      slot.source := send.bits.group
      slot.target := Target.none
      when(issues) {
        send.valid := true.B
        ends       := true.B
      }
    }
  }
  isTable := s.has(NodeFunction.TABLE).B && Operation.is(operation, NodeFunction.TABLE)
  tableNumber.foreach(number => number := Shape.fit(operation.second, number.getWidth))

  private val isSilu = Operation.is(operation, NodeFunction.SILU)
  private val walksOn = RegInit(false.B) // a SILU whose estimates have not all come
  isWalk := walksOn
  when(phase === Phase.walked && active && left <= 1.U && estimateValid) { walksOn := false.B }
  when(next.fire) { walksOn := Operation.is(next.bits.operation, NodeFunction.SILU) }
  when((isSilu || (isAttend && (estimates > 1).B)) && estimateValid) { left := left - 1.U }
  when(RegNext(advance && toPhase =/= Phase.root, false.B)) { // a cycle later, as no slot comes before
    group := group + 1.U
    left  := left - s.lanes.U
    isLastGroup := left <= (2 * s.lanes).U
  }

  // how long a slot drains is counted from the cycle after its issue, when its target is in a register
  private val isIssued   = RegNext(issues, false.B)
  private val target     = RegNext(slot.target)
  private val isGroup    = Seq(Target.state, Target.key, Target.value).map(target === _).reduce(_ || _)
  isDrained := !issues && !isIssued && drain <= 1.U
  mayIssue  := !issues && busy <= 1.U && (active || next.valid)
  when(isIssued) {
    drain := Mux(isGroup, (3 + s.deepening + s.unitLanes).U, Mux(target === Target.residue, (3 + s.deepening).U, 2.U))
  }.elsewhen(!isDrained) { drain := drain - 1.U }
  when(issues) { busy := (s.unitLanes - 1).U }.elsewhen(busy =/= 0.U) { busy := busy - 1.U }
  private val nextFinished = finished + streamDone - consume
  finished   := nextFinished
  isFinished := nextFinished =/= 0.U

  when(active) { phase := toPhase }
  next.ready := !active // not in the cycle of the last slot, behind which the settle units are busy anyway
  when(ends) { active := false.B }
  when(next.fire) {
    active := true.B
    task   := next.bits
    phase  := MuxLookup(next.bits.operation.function, Phase.settle)(
      Seq(
        NodeFunction.EMBED   -> Phase.embed,
        NodeFunction.NORM    -> Phase.square,
        NodeFunction.ROPE    -> Phase.rotateFirst,
        NodeFunction.KEY     -> Phase.rotateFirst,
        NodeFunction.VALUE   -> Phase.value,
        NodeFunction.ATTEND  -> Phase.sums,
        NodeFunction.SILU    -> Phase.magnitude,
        NodeFunction.PRODUCT -> Phase.product,
        NodeFunction.TABLE   -> Phase.magnitude,
        NodeFunction.SEND    -> Phase.send
      ).++(if (s.isClamping) Seq(NodeFunction.CLAMP -> Phase.product) else Seq.empty).collect { case (function, first) if s.has(function) => function.code.U(5.W) -> first }
    )
    group := 0.U
    left  := Mux(Operation.is(next.bits.operation, NodeFunction.SILU), s.p.clusterLanes.U,
      Mux(Operation.is(next.bits.operation, NodeFunction.ATTEND), (if (estimates > 1) estimates else 0).U, Shape.fit(next.bits.operation.count, left.getWidth)))
    isLastGroup := next.bits.operation.count <= s.lanes.U
  }
  isIdle  := !active && isDrained
  epsilon := operation.address
}
