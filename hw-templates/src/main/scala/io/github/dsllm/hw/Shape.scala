package io.github.dsllm.hw

import chisel3._
import chisel3.util.{Valid, log2Ceil}
import io.github.dsllm.codegen.chip.{BoardParameters, CoreParameters, Numerics}
import io.github.dsllm.codegen.isa.NodeFunction

/** Widths and address sizes of a tile that follow from the parameters of the core, and where its memories get their contents; the external one over the link too if it is the board's SDRAM. */
final case class Shape(p: CoreParameters, load: BoardParameters.Load, hasSdram: Boolean) {
  def this(p: CoreParameters, load: BoardParameters.Load) = this(p, load, false)
  def this(p: CoreParameters) = this(p, BoardParameters.Load.NEVER)

  val numerics: Numerics = p.numerics
  val lanes: Int         = p.lanes
  val segments: Int      = p.segments
  val laneBits: Int      = log2Ceil(lanes)
  val countBits: Int     = log2Ceil(lanes + 1)
  val segmentBits: Int   = log2Ceil(segments + 1)

  val state: Int       = p.widths.stateWord
  val accumulator: Int = p.widths.accumulator
  val score: Int       = p.widths.score
  val weight: Int      = numerics.weightFraction + 1
  val weightSum: Int   = p.widths.weightSum
  val divisor: Int     = numerics.divisorBits + 1
  val reciprocal: Int  = Numerics.RECIPROCAL_FRACTION + 2
  val root: Int        = numerics.rsqrtFraction + 1
  val rope: Int        = numerics.ropeBits
  val step: Int        = Numerics.TRAJECTORY_FRACTION + 1
  val scaleWord: Int   = numerics.scaleBits + CoreParameters.SCALE_SHIFT_BITS + (if (p.trajectory) step else 0)

  /** A coupling in memory, and one word of it. */
  val couplingCell: Int = p.couplingCellBits
  val couplingWord: Int = lanes * couplingCell

  /** Whether couplings are trained in place (docs/rtl-training.md). */
  val isTrained: Boolean = p.training != null

  val isExternal: Boolean = p.external != null

  /** Whether programs clamp nodes to constants. */
  val isClamping: Boolean = p.clamps

  /** Whether an instruction begins only when all before it are done (docs/core.md §8). */
  val isCompact: Boolean = p.compact != null

  /** Whether programs use one of these functions. */
  def has(functions: NodeFunction*): Boolean = functions.exists(function => p.has(function))

  /** Lanes that share a settle unit, which serves one of them per cycle. */
  val unitLanes: Int = p.unitLanes
  val units: Int     = p.units

  val phaseBits: Int = log2Ceil(unitLanes)

  /** Exponential units: one for each cluster, and for each segment. */
  val exponentials: Int = math.max(p.clusters, segments)

  /** Whether the sampler compares a group of logits per cycle, not a lane of each unit. */
  val comparesGroups: Boolean = p.comparedLanes == lanes

  /** Stages that settle units have more than those of four lanes, if any; [[CoreParameters.deepening]]. */
  val deepening: Int  = p.deepening
  val isDeep: Boolean = deepening > 0
  val release: Int    = p.release

  /** Whether Y and Z of a settle unit's lanes stand in one file; a deeper one than distributed RAM would need a selection for each bit that is read. */
  val sharesFile: Boolean = 2 * unitLanes <= LaneFile.words

  /** Cycles from the stream engine to the lanes. */
  val streamDelay: Int = p.streamDelay

  /** Whether settle units have state memories of their own, read and written lane by lane: those of many lanes, where it saves a selection for two block RAMs, and compact cores, where it saves
    * block RAMs. Not where other tiles write whole groups, or an update takes the nodes of all lanes.
    */
  val readsByUnit: Boolean = p.tiles == 1 && !isTrained && (isDeep || isCompact)

  /** Whether small constant memories are block RAMs, of which cores with few large units take fewer for their copies of the state. */
  val sparesTables: Boolean = readsByUnit && !isCompact && !sharesFile

  /** Operands of a lane's multiplier: what a stream reads from a memory (an update, the current of a node), and the node or weight that it meets. */
  val streamA: Int       = (Seq(numerics.couplingBits, numerics.keyBits, numerics.valueBits) ++ Option.when(isTrained)(state)).max
  val streamB: Int       = (Seq(weight + 1, numerics.stateBits, numerics.residualBits) ++ Option.when(isTrained)(state)).max
  val streamProduct: Int = streamA + streamB

  /** Left operand of a settle unit's multiplier: an accumulator, or the difference of two. */
  val operandA: Int = math.max(accumulator + (if (p.trajectory) 1 else 0), state)

  /** Right operand: everything that scales. */
  val operandB: Int = Seq(
    Numerics.GAIN_BITS,
    numerics.scaleBits + 1,
    divisor + 1,
    reciprocal + 1,
    root + 1,
    rope,
    numerics.stateBits,
    numerics.residualBits,
    entry,
    if (p.trajectory) step + 1 else 0
  ).max
  val product: Int  = operandA + operandB
  val widening: Int = -CoreParameters.SHIFT_MINIMUM

  /** A rounded product: wide enough for an accumulator, and for a node so that what does not fit is no node whatever is added to it. */
  val rounded: Int    = math.max(accumulator, state + 2)
  val placesBits: Int = log2Ceil(CoreParameters.SHIFT_MAXIMUM + widening + 1)

  /** What a lane keeps from the exponential (unsigned) or from the node table (16 bits signed). */
  def entry: Int = math.max(weight + 1, Shape.nodeTableBits)

  val squareSum: Int = p.squareSumBits

  val groupBits: Int    = address(p.depths.stateGroups)
  val couplingBits: Int = address(p.depths.couplings)
  val scaleBits: Int    = address(p.depths.scales)
  val gainBits: Int     = address(p.depths.gains)
  val rowBits: Int      = address(p.depths.keyValues)
  val contextBits: Int  = address(p.depths.context)
  val pcBits: Int       = address(p.depths.program)

  /** Of a position, and of the number of positions. */
  val positionBits: Int = if (isCompact) contextBits + 1 else Shape.positionBits

  /** Of the length of a stream, in nodes or positions: what an instruction can say, or what the memories hold. */
  val lengthBits: Int = if (isCompact) log2Ceil(math.max(p.depths.stateGroups * lanes, p.depths.context) + lanes + 1) else 17

  require(product <= 112, s"a product of $product bits is too wide; perhaps you should narrow the accumulator of $accumulator bits")

  /** A port over which the memories of a module are loaded, where they can be. */
  def loadPort(): Option[Valid[LoadChunk]] = if (load.isPossible) Some(IO(Flipped(Valid(new LoadChunk(this))))) else None

  private def address(depth: Int): Int = DsMemory.addressBits(depth)
}

object Shape {
  def apply(p: CoreParameters): Shape = new Shape(p)
  def apply(board: BoardParameters): Shape = Shape(board.core, board.load, board.hasSdram)

  val nodeTableBits    = 16
  val nodeTableEntries = 1024
  val tagBits          = 5
  val positionBits     = 16

  /** Joins load ports, where there are any. */
  def connect(inner: Option[Valid[LoadChunk]], outer: Option[Valid[LoadChunk]]): Unit = inner.zip(outer).foreach { case (in, out) => in := out }

  /** Cuts or extends a signed number to a width; cutting keeps the low bits. */
  def fit(x: SInt, width: Int): SInt = if (x.getWidth > width) x(width - 1, 0).asSInt else x.pad(width)

  def fit(x: UInt, width: Int): UInt = if (x.getWidth > width) x(width - 1, 0) else x.pad(width)
}
