package io.github.dsllm.hw

import chisel3._
import chisel3.experimental.hierarchy.{Definition, Instance}
import chisel3.util.{Cat, MuxLookup, RegEnable, ShiftRegister, Valid, log2Ceil}
import io.github.dsllm.codegen.chip.{MemoryFormat, Numerics}

/** All lanes of a tile with the memories that feed them, their settle units, the source register and the segment trees (docs/core.md §1).
  *
  * S0 is the cycle in which a slot stands at the port. A stream slot takes a cycle. A post slot takes a cycle per lane of a settle unit, and comes when the one before
  * it is through S0; streams run meanwhile. `written` shows the settled group in S5 of the last phase, the cycle in which state memory takes it; key and value memory
  * take it one cycle later; `settled` names the group two cycles before, so that a fill that waits for it is at the port
  * in the cycle after it is written. A group from `outside` is taken when `mayWrite` and written one cycle later. `fill` in S0
  * loads the source register at the end of S1; `turn` turns the rings of units in it ([[SourceRegister]]).
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
  val turn      = IO(Input(Vec(s.units, Bool())))
  val source    = IO(Output(Vec(lanes, SInt(s.state.W))))
  val heads     = IO(Output(Vec(s.units, SInt(s.state.W))))
  val operands  = if (s.readsByUnit) None else Some(IO(Output(Vec(lanes, SInt(s.state.W)))))
  val settled   = IO(Valid(new SettledGroup(s)))
  val written   = IO(Valid(new WrittenGroup(s)))
  val stepped   = IO(Valid(new SteppedGroup(s)))
  val score     = IO(Valid(Vec(s.segments, SInt(s.score.W))))
  val first     = IO(Output(Bool()))
  val last      = IO(Output(Bool()))
  val square    = IO(Valid(new SquareGroup(s)))

  val walk          = IO(Input(Bool()))
  val isTable       = IO(Input(Bool()))
  val isWalk        = IO(Input(Bool()))
  val arguments     = IO(Output(Vec(p.clusters, SInt(s.accumulator.W))))
  val tableArgument = IO(Output(SInt(s.accumulator.W)))
  val entryValid    = IO(Input(Bool()))
  val entries       = IO(Input(Vec(p.clusters, UInt(s.weight.W))))
  val tableEntry    = IO(Input(SInt(Shape.nodeTableBits.W)))
  val estimateValid = IO(Input(Bool()))
  val estimates     = IO(Input(Vec(p.clusters, new ReciprocalEstimateResult(p))))
  val estimateTurn  = if (p.segmentsPerCluster > 1) Some(IO(Input(UInt(log2Ceil(p.segmentsPerCluster).W)))) else None

  /** Words that are reloaded. */
  val reloaded = if (s.isExternal) Some(IO(Flipped(Valid(new CouplingWrite(s))))) else None
  val load     = s.loadPort()

  /** EVOLVE and STORE (docs/core.md §7); the word that was read last, and each that was changed. */
  val train        = if (s.isTrained) Some(IO(Input(new TrainControl(s)))) else None
  val couplingWord = if (s.isTrained) Some(IO(Output(UInt(s.couplingWord.W)))) else None
  val evolved      = if (s.isTrained) Some(IO(Valid(new EvolvedWord(s)))) else None

  // slots on their way: every stage of a post slot lasts as many cycles as a unit has lanes
  private val following = RegInit(0.U(s.phaseBits.W))
  when(post.valid || following =/= 0.U) { following := Mux(post.valid, 1.U, following + 1.U) }
  private val phase0  = Mux(post.valid, 0.U, following)
  private val post0   = post.valid || following =/= 0.U
  private val gather  = new PostStage(RegNext(post0, false.B), RegEnable(phase0, post0), RegEnable(post, post.valid))
  private val select  = gather.nextIf(s.isDeep)
  private val multiply = select.next
  private val shift   = multiply.next
  private val round   = shift.nextIf(s.isDeep)
  private val keep    = round.next
  private val isLast4 = keep.phase === (s.unitLanes - 1).U
  private val a1      = RegEnable(VecInit(OperandA.all.map(post.a === _)), post.valid)
  private val b1      = RegEnable(VecInit(OperandB.all.map(post.b === _)), post.valid)
  private def rounds(targets: Target.Type*) = round.valid && targets.map(round.task.target === _).reduce(_ || _)
  private val isTarget4 = Target.all.map(target => RegNext(rounds(target), false.B))
  private def is4(target: Target.Type) = isTarget4(Target.all.indexOf(target))

  /** A value that a post slot reads before its operands are selected. */
  private def gathered[T <: Data](value: T): T = if (s.isDeep) RegEnable(value, gather.valid) else value

  private val stream1 = RegNext(stream.valid, false.B)
  private val stream2 = RegNext(stream1, false.B)
  private val kind1   = RegEnable(stream.kind, stream.valid)
  private val kind2   = RegNext(kind1)
  private val isScores1 = RegEnable(stream.kind === StreamKind.scores, stream.valid)
  private val isScore3  = RegNext(stream2 && kind2 === StreamKind.scores, false.B)
  private val first1  = RegEnable(stream.first, stream.valid)
  private val last1   = RegEnable(stream.last, stream.valid)
  private val blank1  = RegEnable(stream.blank, stream.valid)
  private val index1  = RegEnable(stream.index, stream.valid)
  private val first3  = ShiftRegister(first1, 2)
  private val last2   = RegNext(last1)
  private val last3   = RegNext(last2)

  // memories read in S0; those of single lanes hold a word per phase, with one lane of each unit
  private def contents(format: MemoryFormat, enable: Bool, address: UInt, write: Option[Valid[CouplingWrite]] = None, clears: Boolean = false): UInt = {
    val memory = ContentMemory(s, format, tile, "memory", load, write, clears)
    memory.clock       := clock
    memory.readEnable  := enable
    memory.readAddress := address
    memory.readData
  }
  private val task0 = Mux(post.valid, post, gather.task)
  private def byPhase(format: MemoryFormat, isRead: Bool, address: UInt, phase: UInt): UInt =
    contents(format, post0 && isRead, Shape.fit(address ## phase, DsMemory.addressBits(format.words(p))))
  private def uses(slot: PostSlot, operands: OperandB.Type*): Bool = operands.map(slot.b === _).reduce(_ || _)
  private def readsSecond(slot: PostSlot): Bool = uses(slot, OperandB.second) || slot.residual
  private def isEmbedding(slot: PostSlot): Bool = slot.shiftSource === ShiftSource.embedding
  private val scalePhase = Mux(isEmbedding(task0), lane(s.phaseBits - 1, 0), phase0)
  private val isCoupling = stream.valid && (stream.kind === StreamKind.linear || stream.kind === StreamKind.embed)
  private val update     = train.map(control => new CouplingUpdate(s, control, stream.valid, stream.coupling))

  // those of the streams are 0 where they are not read
  private val coupling = update match {
    case Some(training) =>
      val reads = training.reads || (isCoupling && !training.isActive)
      val word  = contents(MemoryFormat.COUPLING, reads, training.readAddress, Some(training.write))
      couplingWord.get := word
      Mux(RegNext(isCoupling), training.upper(word), 0.U)
    case None => contents(MemoryFormat.COUPLING, isCoupling, stream.coupling, reloaded, clears = true)
  }
  private val scale = byPhase(MemoryFormat.SCALE, uses(task0, OperandB.mantissa, OperandB.step) || isEmbedding(task0), task0.scale, scalePhase)
  private val gain  = byPhase(MemoryFormat.GAIN, uses(task0, OperandB.gain), task0.gain, phase0)
  private val rope  = contents(MemoryFormat.ROPE, post.valid && uses(post, OperandB.cosine, OperandB.sine), Shape.fit(position, s.contextBits))

  private val keys   = Module(DsPagedMemory(p.keyValueLanes * s.numerics.keyBits, p.depths.keyValues, ""))
  private val values = Module(DsPagedMemory(p.keyValueLanes * s.numerics.valueBits, p.depths.keyValues, ""))
  for ((memory, kind) <- Seq(keys -> StreamKind.scores, values -> StreamKind.attend)) {
    memory.clock       := clock
    memory.readEnable  := stream.valid && stream.kind === kind
    memory.readAddress := stream.row
  }

  // source register
  private val fill1      = RegNext(fill.valid, false.B)
  private val fillGroup  = RegEnable(fill.bits, fill.valid)
  private val lanesLook  = Definition(new Lane(s)) // elaborated once, however many lanes there are
  private val unitsLook  = Definition(new SettleUnit(s))
  private val cells      = Seq.fill(lanes)(Instance(lanesLook))
  private val units      = Seq.fill(s.units)(Instance(unitsLook))
  private val embeds1    = stream1 && kind1 === StreamKind.embed
  private val crossing   = if (s.isDeep) 1 else 0 // cycles in which a node of EMBED, from any lane, crosses a large core; the post task reads it in the one after at the earliest
  private val collects   = ShiftRegister(embeds1, 1 + crossing, false.B, true.B)
  private val couplings2 = Cat(cells.map(_.out.coupling.asUInt).reverse)
  private val embedded   = Mux(RegNext(blank1), 0.U, LaneSelect(couplings2, lane, s.numerics.couplingBits)).asSInt
  private val reads0     = stream.valid && stream.kind === StreamKind.linear
  private val readers    = Seq(reads0 -> stream.index, collects -> ShiftRegister(index1, 1 + crossing))
  private val isSource1 = gather.valid && a1(OperandA.source.litValue.toInt)
  private val sources = Module(new SourceRegister(s))
  sources.fill.valid := fill1
  private val filled = cells.map(_.out.fill)
  sources.fill.bits := filled
  sources.isRead    := reads0 // the first slot may take the first node of a group while it comes
  sources.collected.valid := collects
  sources.collected.bits  := Shape.fit(ShiftRegister(embedded, crossing), s.state)
  for (unit <- 0 until s.units) {
    sources.turn(unit) := turn(unit) || isSource1 || readers.map { case (reads, index) => reads && (index >> s.phaseBits) === unit.U }.reduce(_ || _)
  }
  source := sources.nodes
  heads  := sources.heads

  // what the lanes of a segment share in S1
  private val head   = Mux(fill1, filled.head, if (s.units == 1) heads(0) else heads(stream.index >> s.phaseBits))
  private val shared = stream.weights.map { weight =>
    RegNext(Mux(stream.kind === StreamKind.attend, Shape.fit(weight.zext, s.streamB), Shape.fit(head, s.streamB)))
  }

  private val scaleOfLane    = if (s.units == 1) scale else LaneSelect(scale, lane >> s.phaseBits, s.scaleWord)
  private val embeddingShift = scaleOfLane(s.numerics.scaleBits + 7, s.numerics.scaleBits).asSInt
  private val clampScalar    = (1 << Numerics.CLAMP_OCTAVE).S(s.operandB.W)
  private val one            = gather.task.clamp.map(clamp => Mux(clamp.isClamp, clampScalar, 1.S(s.operandB.W))).getOrElse(1.S(s.operandB.W))
  private val scalar         = MuxLookup(gather.task.scalar, one)(
    Seq(
      Scalar.root      -> Shape.fit(root.zext, s.operandB),
      Scalar.embedding -> Shape.fit(scaleOfLane(s.numerics.scaleBits - 1, 0).zext, s.operandB)
    )
  )

  private val sharedScalar = gathered(Mux(b1(OperandB.scalar.litValue.toInt), scalar, 0.S))

  // S4 and S5 of the post slots
  private val limit4  = RegEnable(((1.U << (round.task.bits - 1.U)) - 1.U)(s.state - 1, 0).asSInt, round.valid)
  private val exists4 = Seq.tabulate(s.units)(unit => RegEnable(NodeExists(s, round.task, unit, round.phase), round.valid))
  private val isSettled4 = RegNext(rounds(Target.state, Target.key, Target.value), false.B)
  private val settled5   = RegNext(isSettled4 && isLast4, false.B)
  private val task5      = RegEnable(keep.task, isSettled4)
  private def isSettled5(target: Target.Type): Bool = RegNext(is4(target) && isLast4, false.B)
  private val isState5   = isSettled5(Target.state)
  mayWrite  := !isSettled4
  isWriting := isState5

  private val control = Wire(new LaneControl(s))
  control.write        := RegNext((is4(Target.state) && isLast4) || outside.valid, false.B)
  control.writeGroup   := RegEnable(Mux(outside.valid, outside.bits.group, keep.task.group), isSettled4 || outside.valid)
  control.fillGroup := fillGroup
  for (read <- control.operand) {
    read.valid := post.valid
    read.bits  := post.source
  }
  for (read <- control.second) {
    read.valid := post.valid && readsSecond(post)
    read.bits  := post.second
  }
  control.select       := stream1
  control.isKey        := isScores1
  control.multiply     := stream2
  // registers, because all accumulators hang on each
  private val accumulates2 = stream2 && update.map(!_.isActive).getOrElse(true.B) && (kind2 === StreamKind.linear || kind2 === StreamKind.attend)
  control.clear      := RegNext(stream1 && first1, false.B)
  control.accumulate := RegNext(accumulates2, false.B)
  control.keep       := RegNext(accumulates2 && last2, false.B)
  control.train.zip(update).foreach { case (port, training) => port := training.lane }

  // the lane of each cluster, or of the tile, that walks, whose entry comes, and whose estimate comes
  private val startsWalk = post.valid && post.target === Target.residue
  private def counter(steps: Bool): UInt = {
    val count = Reg(UInt(s.laneBits.W))
    when(startsWalk || steps) { count := Mux(startsWalk, 0.U, count + 1.U) }
    count
  }
  private val walkLane     = counter(walk)
  private val entryLane    = counter(entryValid)
  private val estimateLane = counter(estimateValid && isWalk)
  private def laneOfUnit(lane: UInt): UInt = lane(s.phaseBits - 1, 0)
  private def isInUnit(lane: UInt, unit: Int): Bool = {
    val unitsOfCluster = p.clusterLanes / s.unitLanes
    val ofTile         = lane >> s.phaseBits
    val bits           = log2Ceil(unitsOfCluster)
    val isHereInCluster = if (bits == 0) true.B else ofTile(bits - 1, 0) === (unit % unitsOfCluster).U
    Mux(isTable, ofTile === unit.U, isHereInCluster)
  }

  private val settling = Wire(new SettleControl(s))
  settling.gather       := gather.valid
  settling.gatherPhase  := gather.phase
  settling.gatherA      := a1
  settling.gatherB      := b1
  settling.select       := select.valid
  settling.selectPhase  := select.phase
  settling.a            := gathered(a1)
  settling.b            := gathered(b1)
  settling.residual     := select.task.residual
  settling.isShared     := select.task.isShared
  settling.shift        := select.task.shift
  settling.shiftSource  := select.task.shiftSource
  settling.multiply     := multiply.valid
  settling.shifts       := shift.valid
  settling.round        := round.valid
  settling.phase4       := keep.phase
  private val isAdded3 = round.phase(0) // the odd lane of a pair adds the sine, the even one subtracts it
  settling.numerator    := is4(Target.numerator)
  settling.result       := RegNext(rounds(Target.numerator, Target.result, Target.resultAdd, Target.resultRelax, Target.resultRotate), false.B)
  settling.residue      := RegNext(rounds(Target.residue, Target.residueRelax), false.B)
  settling.isRotation   := is4(Target.resultRotate)
  settling.before       := RegNext(rounds(Target.resultAdd, Target.resultRelax) || (rounds(Target.resultRotate) && isAdded3))
  settling.kept         := RegNext(rounds(Target.result, Target.resultAdd, Target.residue) || (rounds(Target.resultRotate) && isAdded3) || (rounds(Target.numerator) && round.task.plain))
  settling.difference   := RegNext(rounds(Target.resultRelax, Target.residueRelax) || (rounds(Target.resultRotate) && !isAdded3))
  settling.saturate     := isSettled4
  settling.limit        := limit4
  settling.isOutside    := outside.valid
  settling.walkLane     := laneOfUnit(walkLane)

  private def field(word: UInt, index: Int, bits: Int) = word((index + 1) * bits - 1, index * bits)
  private val nodes = Seq.tabulate(lanes)(l => field(units(l / s.unitLanes).out.nodes, l % s.unitLanes, s.state).asSInt)
  for ((cell, l) <- cells.zipWithIndex) {
    cell.control := control
    cell.in.coupling := field(coupling, l, s.numerics.couplingBits).asSInt
    cell.in.key      := field(keys.readData, p.keyValueLane(l), s.numerics.keyBits).asSInt
    cell.in.value    := field(values.readData, p.keyValueLane(l), s.numerics.valueBits).asSInt
    cell.in.shared   := shared(l / p.segmentLanes)
    cell.in.source   := source(l)
    cell.in.node     := nodes(l)
    for (training <- update) {
      cell.in.master.get := field(couplingWord.get, l, s.couplingCell).asSInt
      cell.in.random.get := training.random(l)
    }
  }

  // the nodes of the lane that a unit serves: from memories of its own, or selected from what the lanes have read
  private val phase5 = RegNext(keep.phase)
  private def stateOf(unit: Int, isRead: Bool, group: UInt, lane: UInt): SInt = {
    val memory = Module(new DsMemory(s.state, p.depths.stateGroups * s.unitLanes, ""))
    memory.clock        := clock
    memory.readEnable   := isRead
    memory.readAddress  := Shape.fit(group ## lane(s.phaseBits - 1, 0), DsMemory.addressBits(memory.depth))
    memory.writeEnable  := RegNext(is4(Target.state), false.B)
    memory.writeAddress := Shape.fit(task5.group ## phase5(s.phaseBits - 1, 0), DsMemory.addressBits(memory.depth))
    memory.writeData    := units(unit).out.node.asUInt
    memory.readData.asSInt
  }
  private def selected(unit: Int, node: LaneOutput => Option[SInt], lane: UInt): SInt =
    VecInit((0 until s.unitLanes).map(q => node(cells(unit * s.unitLanes + q).out).get))(lane)
  private def operandOf(unit: Int): SInt =
    if (s.readsByUnit) stateOf(unit, post0, task0.source, phase0 ^ (task0.a === OperandA.partner).asUInt)
    else selected(unit, _.operand, gather.phase ^ a1(OperandA.partner.litValue.toInt))
  private def secondOf(unit: Int): SInt =
    if (s.readsByUnit) stateOf(unit, post0 && readsSecond(task0), task0.second, phase0) else selected(unit, _.second, gather.phase)

  // cos or sin of the pair of each phase, for each unit of a segment
  private val pairsOfUnit = math.min(s.unitLanes, p.segmentLanes) / 2
  private val rotations = Seq.tabulate(p.segmentLanes / 2 / pairsOfUnit) { unit =>
    val pairs = Seq.tabulate(pairsOfUnit) { pair =>
      val index = unit * pairsOfUnit + pair
      Mux(b1(OperandB.sine.litValue.toInt), field(rope, 2 * index + 1, s.rope), field(rope, 2 * index, s.rope))
    }
    (if (pairs.size == 1) pairs.head else VecInit(pairs)((gather.phase >> 1)(log2Ceil(pairs.size) - 1, 0))).asSInt
  }
  for ((unit, u) <- units.zipWithIndex) {
    val firstLane    = u * s.unitLanes
    val ownLanes     = firstLane until firstLane + s.unitLanes
    val cluster      = firstLane / p.clusterLanes
    val firstCluster = if (p.segmentsPerCluster > 1) cluster else firstLane / p.segmentLanes * (p.segmentLanes / p.clusterLanes)
    val row          = field(scale, u, s.scaleWord)

    unit.control    := settling
    unit.in.sums    := ownLanes.map(cells(_).out.sum)
    unit.in.operand := operandOf(u)
    unit.in.second  := secondOf(u)
    unit.in.source  := heads(u)
    unit.in.scalar  := sharedScalar
    unit.in.mantissa := row(s.numerics.scaleBits - 1, 0)
    unit.in.rowShift := row(s.numerics.scaleBits + 7, s.numerics.scaleBits).asSInt
    unit.in.step     := (if (p.trajectory) row(s.scaleWord - 1, s.numerics.scaleBits + 8) else 0.U)
    unit.in.embeddingShift := gathered(embeddingShift)
    unit.in.gain     := field(gain, u, Numerics.GAIN_BITS).asSInt
    unit.in.rotation := rotations(u % rotations.size)
    unit.in.exists   := exists4(u)
    unit.in.outside  := Cat(ownLanes.map(outside.bits.nodes(_).asUInt).reverse)
    unit.in.entryValid := entryValid && isInUnit(entryLane, u)
    unit.in.entryLane  := laneOfUnit(entryLane)
    unit.in.entry      := Mux(isTable, Shape.fit(tableEntry, s.entry), Shape.fit(entries(cluster).zext, s.entry))
    unit.in.estimateValid := estimateValid && (!isWalk || isInUnit(estimateLane, u))
    unit.in.estimateLane  := Mux(isWalk, laneOfUnit(estimateLane), estimateTurn.map(_ << log2Ceil(p.segmentLanes)).getOrElse(0.U)) // of ATTEND: the segment's first
    unit.in.estimate      := Mux(isWalk, estimates(cluster), estimates(firstCluster))
  }
  operands.foreach(_ := cells.map(_.out.operand.get))

  private def walking(all: Seq[Instance[SettleUnit]]): SInt = {
    val bits = log2Ceil(all.size)
    if (bits == 0) all.head.out.argument else VecInit(all.map(_.out.argument))(walkLane(s.phaseBits + bits - 1, s.phaseBits))
  }
  arguments     := units.grouped(p.clusterLanes / s.unitLanes).map(walking).toSeq
  tableArgument := walking(units)

  // trees
  private val scoreProduct = s.numerics.keyBits + s.state
  private val trees = Seq.fill(s.segments)(Module(new AdderTree(p.segmentLanes, scoreProduct, s.score)))
  for ((tree, segment) <- trees.zipWithIndex) {
    tree.valid := isScore3
    tree.in    := cells.slice(segment * p.segmentLanes, (segment + 1) * p.segmentLanes).map(cell => Shape.fit(cell.out.product, scoreProduct))
  }
  private val treeLatency = AdderTree.latency(p.segmentLanes)
  score.valid := ShiftRegister(isScore3, treeLatency, false.B, true.B)
  score.bits  := trees.map(_.out)
  first       := ShiftRegister(first3, treeLatency)
  last        := ShiftRegister(last3, treeLatency)
  square.valid        := shift.valid && shift.task.target === Target.square
  square.bits.first   := shift.task.first && shift.phase === 0.U
  square.bits.last    := shift.task.last && shift.phase === (s.unitLanes - 1).U
  square.bits.squares := units.map(_.out.product)

  // S5
  settled.valid      := rounds(Target.state) && round.phase === (s.unitLanes - 1).U
  settled.bits.group := round.task.group
  settled.bits.tag   := round.task.tag
  written.valid          := settled5
  written.bits.pc        := task5.pc
  written.bits.count     := task5.count
  written.bits.isState   := task5.target === Target.state
  written.bits.isKey     := task5.target === Target.key
  written.bits.isValue   := task5.target === Target.value
  written.bits.group     := task5.group
  written.bits.row       := task5.row
  written.bits.nodes     := nodes
  written.bits.saturated := units.flatMap(_.out.saturated.asBools)

  private def stored(first: Int, bits: Int): UInt =
    Cat(nodes.slice(first, first + p.keyValueLanes).map(node => Shape.fit(node, bits).asUInt).reverse)
  for ((memory, target, first, bits) <- Seq((keys, Target.key, 0, s.numerics.keyBits), (values, Target.value, p.valueLaneOffset, s.numerics.valueBits))) {
    val stores = isSettled5(target)
    memory.writeEnable  := (if (s.isCompact) stores else RegNext(stores, false.B))
    memory.writeAddress := (if (s.isCompact) task5.row else RegEnable(task5.row, stores))
    memory.writeData    := (if (s.isCompact) stored(first, bits) else RegEnable(stored(first, bits), stores))
  }

  for ((training, port) <- update.zip(evolved)) {
    training.evolved := VecInit(cells.map(_.out.evolved.get))
    port := training.written
  }

  // trace of a trajectory; without its reader nothing of it is left
  private val isStepped5 = RegNext(keep.valid && keep.task.isStep, false.B)
  stepped.valid      := RegNext(isStepped5 && phase5 === (s.unitLanes - 1).U, false.B)
  stepped.bits.pc    := RegEnable(RegEnable(keep.task.pc, keep.valid), isStepped5)
  stepped.bits.count := RegEnable(RegEnable(keep.task.count, keep.valid), isStepped5)
  stepped.bits.nodes := units.flatMap(unit => Seq.tabulate(s.unitLanes)(q => RegEnable(unit.out.relaxed, isStepped5 && phase5 === q.U)))
}
