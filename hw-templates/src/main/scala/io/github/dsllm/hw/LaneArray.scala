package io.github.dsllm.hw

import chisel3._
import chisel3.experimental.hierarchy.{Definition, Instance}
import chisel3.util.{Cat, MuxLookup, RegEnable, ShiftRegister, Valid}
import io.github.dsllm.codegen.chip.{MemoryFormat, Numerics}

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

/** The nodes of a trajectory after a step. */
class SteppedGroup(s: Shape) extends Bundle {
  val pc    = UInt(s.pcBits.W)
  val count = UInt(s.countBits.W)
  val nodes = Vec(s.lanes, SInt(s.accumulator.W))
}

/** All lanes of a tile with the memories that feed them, the source register and the segment trees; runs one slot per cycle (docs/core.md §1).
  *
  * S0 is the cycle in which a slot stands at the port. A post slot excludes a stream slot. `written` shows the saturated group in S5, the cycle in which state memory
  * takes it; key and value memory take it one cycle later; `settled` names the group one cycle before. A group from `outside` is taken when `mayWrite` and written one
  * cycle later. `fill` in S0 loads the source register at the end of S1.
  */
class LaneArray(s: Shape, tile: Int) extends Module {
  private val lanes = s.lanes
  private val p     = s.p

  val stream    = IO(Input(new StreamSlot(s)))
  val post      = IO(Input(new PostSlot(s)))
  val fill      = IO(Flipped(Valid(UInt(s.groupBits.W))))
  val outside   = IO(Flipped(Valid(new OutsideWrite(s))))
  val mayWrite  = IO(Output(Bool()))
  val isWriting = IO(Output(Bool()))
  val position  = IO(Input(UInt(Shape.positionBits.W)))
  val lane      = IO(Input(UInt(s.laneBits.W)))
  val root      = IO(Input(UInt(s.root.W)))
  val source    = IO(Output(Vec(lanes, SInt(s.state.W))))
  val operands  = IO(Output(Vec(lanes, SInt(s.state.W))))
  val settled   = IO(Valid(new SettledGroup(s)))
  val written   = IO(Valid(new WrittenGroup(s)))
  val stepped   = IO(Valid(new SteppedGroup(s)))
  val score     = IO(Valid(Vec(s.segments, SInt(s.tree.W))))
  val square    = IO(Output(Bool()))
  val first     = IO(Output(Bool()))
  val last      = IO(Output(Bool()))

  val walk          = IO(Input(Bool()))
  val isTable       = IO(Input(Bool()))
  val isWalk        = IO(Input(Bool()))
  val arguments     = IO(Output(Vec(lanes, SInt(s.accumulator.W))))
  val entryValid    = IO(Input(Bool()))
  val entries       = IO(Input(Vec(p.clusters, UInt(s.weight.W))))
  val tableEntry    = IO(Input(SInt(Shape.nodeTableBits.W)))
  val estimateValid = IO(Input(Bool()))
  val estimates     = IO(Input(Vec(p.clusters, new ReciprocalEstimateResult(p))))

  /** Words that are reloaded. */
  val reloaded = if (s.isExternal) Some(IO(Flipped(Valid(new CouplingWrite(s))))) else None
  val load     = s.loadPort()

  /** EVOLVE and STORE (docs/core.md §7); the word that was read last, and each that was changed. */
  val train        = if (s.isTrained) Some(IO(Input(new TrainControl(s)))) else None
  val couplingWord = if (s.isTrained) Some(IO(Output(UInt(s.couplingWord.W)))) else None
  val evolved      = if (s.isTrained) Some(IO(Valid(new EvolvedWord(s)))) else None

  private val isStream = stream.valid && !post.valid
  private val isSlot   = stream.valid || post.valid

  // memories read in S0
  private def contents(format: MemoryFormat, enable: Bool, address: UInt, write: Option[Valid[CouplingWrite]] = None): UInt = {
    val memory = ContentMemory(s, format, tile, "memory", load, write)
    memory.clock       := clock
    memory.readEnable  := enable
    memory.readAddress := address
    memory.readData
  }
  private def uses(operands: OperandB.Type*): Bool = post.valid && operands.map(post.b === _).reduce(_ || _)
  private val readsScale = uses(OperandB.mantissa, OperandB.step) || (post.valid && post.shiftSource === ShiftSource.embedding)
  private val isCoupling = isStream && (stream.kind === StreamKind.linear || stream.kind === StreamKind.embed)
  private val update     = train.map(control => new CouplingUpdate(s, control, isStream, stream.coupling))

  private val coupling = update match {
    case Some(training) =>
      val reads = training.reads || (isCoupling && !training.isActive)
      val word  = contents(MemoryFormat.COUPLING, reads, training.readAddress, Some(training.write))
      couplingWord.get := word
      training.upper(word)
    case None => contents(MemoryFormat.COUPLING, isCoupling, stream.coupling, reloaded)
  }
  private val scale    = contents(MemoryFormat.SCALE, readsScale, post.scale)
  private val gain     = contents(MemoryFormat.GAIN, uses(OperandB.gain), post.gain)
  private val rope     = contents(MemoryFormat.ROPE, uses(OperandB.cosine, OperandB.sine), Shape.fit(position, s.contextBits))

  private val keys   = Module(new DsMemory(p.keyValueLanes * s.numerics.keyBits, p.depths.keyValues, ""))
  private val values = Module(new DsMemory(p.keyValueLanes * s.numerics.valueBits, p.depths.keyValues, ""))
  for ((memory, kind) <- Seq(keys -> StreamKind.scores, values -> StreamKind.attend)) {
    memory.clock       := clock
    memory.readEnable  := isStream && stream.kind === kind
    memory.readAddress := stream.row
  }

  // slots on their way
  private val streamA = Mux(stream.kind === StreamKind.scores, OperandA.key, Mux(stream.kind === StreamKind.attend, OperandA.value, update.map(u => Mux(u.isActive, OperandA.state, OperandA.coupling)).getOrElse(OperandA.coupling)))
  private val streamB = Mux(stream.kind === StreamKind.scores, OperandB.source, Mux(stream.kind === StreamKind.attend, OperandB.weight, OperandB.scalar))
  private val valid1  = RegNext(isSlot, false.B)
  private val valid2  = RegNext(valid1, false.B)
  private val post1   = RegNext(post.valid, false.B)
  private val post2   = RegNext(post1, false.B)
  private val post3   = RegNext(post2, false.B)
  private val post4   = RegNext(post3, false.B)
  private val task1   = RegEnable(post, post.valid)
  private val task2   = RegEnable(task1, post1)
  private val task3   = RegEnable(task2, post2)
  private val task4   = RegEnable(task3, post3)
  private val stream1 = RegNext(isStream, false.B)
  private val stream2 = RegNext(stream1, false.B)
  private val stream3 = RegNext(stream2, false.B)
  private val kind1   = RegEnable(stream.kind, isStream)
  private val kind2   = RegNext(kind1)
  private val kind3   = RegNext(kind2)
  private val bank1   = RegEnable(stream.bank, isStream)
  private val first1  = RegEnable(Mux(post.valid, post.first, stream.first), isSlot)
  private val last1   = RegEnable(Mux(post.valid, post.last, stream.last), isSlot)
  private val blank1  = RegEnable(stream.blank, isStream)
  private val index1  = RegEnable(stream.index, isStream)
  private val a       = Mux(post.valid, post.a, streamA)
  private val b       = Mux(post.valid, post.b, streamB)
  private val a1      = RegEnable(VecInit(OperandA.all.map(a === _)), isSlot)
  private val b1      = RegEnable(VecInit(OperandB.all.map(b === _)), isSlot)
  private val bank3   = ShiftRegister(bank1, 2)
  private val first3  = ShiftRegister(first1, 2)
  private val last3   = ShiftRegister(last1, 2)
  private val weights = RegEnable(stream.weights, isStream && stream.kind === StreamKind.attend)
  private def is1(target: Target.Type) = post1 && task1.target === target
  private def is3(target: Target.Type) = post3 && task3.target === target
  private def is4(target: Target.Type) = post4 && task4.target === target

  // source register
  private val width       = s.state
  private val sourceWord  = Reg(UInt((lanes * width).W))
  private val fill1       = RegNext(fill.valid, false.B)
  private val fillGroup   = RegEnable(fill.bits, fill.valid)
  private val lanesLook   = Definition(new Lane(s)) // elaborated once, however many lanes there are
  private val cells       = Seq.fill(lanes)(Instance(lanesLook))
  private val embedded    = Mux(blank1, 0.U, LaneSelect(coupling, lane, s.numerics.couplingBits)).asSInt
  private val embeds1     = stream1 && kind1 === StreamKind.embed
  when(fill1 || embeds1) {
    sourceWord := Mux(fill1, Cat(cells.map(_.out.fill.asUInt).reverse), Cat(Shape.fit(embedded, width).asUInt, sourceWord(lanes * width - 1, width)))
  }
  private val sources = Seq.tabulate(lanes)(l => sourceWord((l + 1) * width - 1, l * width).asSInt)
  source := sources

  private val scaleOfLane    = LaneSelect(scale, lane, s.scaleWord)
  private val head           = LaneSelect(sourceWord, index1, width).asSInt
  private val scalar1        = Mux(post1, task1.scalar, Scalar.head)
  private val clampScalar     = (1 << Numerics.CLAMP_OCTAVE).S(s.operandB.W)
  private val one1           = task1.clamp.map(clamp => Mux(clamp.isClamp, clampScalar, 1.S(s.operandB.W))).getOrElse(1.S(s.operandB.W))
  private val scalar         = MuxLookup(scalar1, Shape.fit(head, s.operandB))(
    Seq(
      Scalar.root      -> Shape.fit(root.zext, s.operandB),
      Scalar.one       -> one1,
      Scalar.embedding -> Shape.fit(scaleOfLane(s.numerics.scaleBits - 1, 0).zext, s.operandB)
    )
  )
  private val embeddingShift = scaleOfLane(s.numerics.scaleBits + 7, s.numerics.scaleBits).asSInt

  // S4 of the post slots
  private val limit4  = RegEnable(((1.U << (task3.bits - 1.U)) - 1.U)(s.state - 1, 0).asSInt, post3)
  private val offset  = p.valueLaneOffset
  private val exists4 = Seq.tabulate(lanes) { l =>
    val inValue = if (l >= offset) (l - offset).U < task3.count else false.B
    val inGroup = l.U < task3.count && task3.clamp.map(_.holds(l)).getOrElse(true.B)
    RegEnable(Mux(task3.target === Target.value, inValue, inGroup), post3)
  }
  private val isSettled4 = Seq(Target.state, Target.key, Target.value).map(is4).reduce(_ || _)
  private val settled5   = RegNext(isSettled4, false.B)
  private val task5      = RegEnable(task4, isSettled4)
  private val isState5   = settled5 && task5.target === Target.state
  mayWrite  := !isSettled4
  isWriting := isState5

  private val control = Wire(new LaneControl(s))
  private val isOutside5 = RegNext(outside.valid, false.B)
  private val group5     = Mux(isState5, task5.group, RegEnable(outside.bits.group, outside.valid))
  control.write           := isState5 || isOutside5
  control.writeGroup      := group5
  control.readsOperand    := post.valid
  control.readsSecond     := uses(OperandB.second) || (post.valid && post.residual)
  control.operandGroup    := post.source
  control.secondGroup     := post.second
  control.forwardsOperand := control.write && group5 === post.source
  control.forwardsSecond  := control.write && group5 === post.second
  control.fillGroup       := fillGroup
  control.select       := valid1
  control.a            := a1
  control.b            := b1
  control.bank         := task1.bank
  control.selectPost   := post1
  control.shift        := task1.shift
  control.shiftSource  := task1.shiftSource
  control.multiply     := valid2
  control.multiplyPost := post2
  private val accumulates = stream3 && update.map(!_.isActive).getOrElse(true.B) && (kind3 === StreamKind.linear || kind3 === StreamKind.attend)
  control.accumulate(0) := accumulates && !bank3
  control.accumulate(1) := accumulates && bank3
  control.first         := first3
  control.rotateFirst   := task3.target === Target.rotationFirst
  control.rotate        := is3(Target.rotationFirst) || is3(Target.rotation)
  control.round         := update.map(_.rounds || post3).getOrElse(post3)
  control.train.zip(update).foreach { case (port, training) => port := training.lane }
  control.setNumerator  := is4(Target.numerator)
  control.plain         := task4.plain
  control.setResult     := is4(Target.result)
  control.addResult     := is4(Target.resultAdd)
  control.relaxResult   := is4(Target.resultRelax)
  control.setResidue    := is4(Target.residue)
  control.relaxResidue  := is4(Target.residueRelax)
  control.saturate      := isSettled4
  control.residual      := task4.residual
  control.limit         := limit4
  control.isOutside     := outside.valid
  control.walk          := walk
  control.loadEntry     := entryValid
  control.loadEstimate  := estimateValid

  for ((cell, l) <- cells.zipWithIndex) {
    val segment   = l / p.segmentLanes
    val cluster   = l / p.clusterLanes
    val isLastOfCluster = l % p.clusterLanes == p.clusterLanes - 1
    val firstCluster    = segment * (p.segmentLanes / p.clusterLanes)
    val pair      = l % p.segmentLanes / 2
    val next      = if (l + 1 < lanes) Some(cells(l + 1).out) else None
    val row       = scale((l + 1) * s.scaleWord - 1, l * s.scaleWord)
    def field(word: UInt, index: Int, bits: Int) = word((index + 1) * bits - 1, index * bits)

    cell.control := control
    cell.in.coupling := field(coupling, l, s.numerics.couplingBits).asSInt
    cell.in.key      := field(keys.readData, p.keyValueLane(l), s.numerics.keyBits).asSInt
    cell.in.value    := field(values.readData, p.keyValueLane(l), s.numerics.valueBits).asSInt
    cell.in.source   := sources(l)
    cell.in.scalar   := scalar
    cell.in.weight   := weights(segment)
    cell.in.mantissa := row(s.numerics.scaleBits - 1, 0)
    cell.in.rowShift := row(s.numerics.scaleBits + 7, s.numerics.scaleBits).asSInt
    cell.in.embeddingShift := embeddingShift
    cell.in.step     := (if (p.trajectory) row(s.scaleWord - 1, s.numerics.scaleBits + 8) else 0.U)
    cell.in.gain     := field(gain, l, Numerics.GAIN_BITS).asSInt
    cell.in.cosine   := field(rope, 2 * pair, s.rope).asSInt
    cell.in.sine     := field(rope, 2 * pair + 1, s.rope).asSInt
    cell.in.neighbour := cells(l ^ 1).out.operand
    cell.in.isEven   := (l % 2 == 0).B
    cell.in.exists   := exists4(l)
    cell.in.outside  := outside.bits.nodes(l)
    for (training <- update) {
      cell.in.master.get := field(couplingWord.get, l, s.couplingCell).asSInt
      cell.in.random.get := training.random(l)
    }
    cell.in.argument := next.map(_.argument).getOrElse(0.S)

    val ownEntry   = Shape.fit(entries(cluster).zext, s.entry)
    val shiftEntry = next.map(_.entry).getOrElse(Shape.fit(tableEntry, s.entry))
    cell.in.entry    := (if (isLastOfCluster) Mux(isTable, shiftEntry, ownEntry) else shiftEntry)
    cell.in.estimate := Mux(isWalk, if (isLastOfCluster) estimates(cluster) else next.get.estimate, estimates(firstCluster))
  }
  operands  := cells.map(_.out.operand)
  arguments := cells.map(_.out.argument)

  // trees
  private val trees = Seq.fill(s.segments)(Module(new AdderTree(p.segmentLanes, s.product, s.tree)))
  private val isScore3  = stream3 && kind3 === StreamKind.scores
  private val isSquare3 = is3(Target.square)
  for ((tree, segment) <- trees.zipWithIndex) {
    tree.valid := isScore3 || isSquare3
    tree.in    := cells.slice(segment * p.segmentLanes, (segment + 1) * p.segmentLanes).map(_.out.product)
  }
  private val treeLatency = AdderTree.latency(p.segmentLanes)
  score.valid := ShiftRegister(isScore3, treeLatency, false.B, true.B)
  score.bits  := trees.map(_.out)
  square      := ShiftRegister(isSquare3, treeLatency, false.B, true.B)
  first       := ShiftRegister(first3, treeLatency)
  last        := ShiftRegister(last3, treeLatency)

  // S5
  settled.valid      := is4(Target.state)
  settled.bits.group := task4.group
  settled.bits.tag   := task4.tag
  written.valid          := settled5
  written.bits.pc        := task5.pc
  written.bits.count     := task5.count
  written.bits.isState   := task5.target === Target.state
  written.bits.isKey     := task5.target === Target.key
  written.bits.isValue   := task5.target === Target.value
  written.bits.group     := task5.group
  written.bits.row       := task5.row
  written.bits.nodes     := cells.map(_.out.result)
  written.bits.saturated := cells.map(_.out.saturated)

  private def stored(first: Int, bits: Int): UInt =
    Cat(cells.slice(first, first + p.keyValueLanes).map(cell => Shape.fit(cell.out.result, bits).asUInt).reverse)
  for ((memory, isWritten, first, bits) <- Seq((keys, written.bits.isKey, 0, s.numerics.keyBits), (values, written.bits.isValue, offset, s.numerics.valueBits))) {
    val stores = settled5 && isWritten
    memory.writeEnable  := RegNext(stores, false.B)
    memory.writeAddress := RegEnable(task5.row, stores)
    memory.writeData    := RegEnable(stored(first, bits), stores)
  }

  for ((training, port) <- update.zip(evolved)) {
    training.evolved := VecInit(cells.map(_.out.evolved.get))
    port := training.written
  }

  private val isStepped5 = RegNext(post4 && task4.isStep, false.B)
  stepped.valid      := isStepped5
  stepped.bits.pc    := RegEnable(task4.pc, post4)
  stepped.bits.count := RegEnable(task4.count, post4)
  stepped.bits.nodes := cells.map(_.out.relaxed)
}
