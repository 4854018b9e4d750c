package io.github.dsllm.hw

import chisel3._
import chisel3.util.{Decoupled, DecoupledIO, PriorityEncoder, Queue, log2Ceil}
import io.github.dsllm.codegen.chip.CoreParameters

/** One transfer of a link: `linkWords` consecutive nodes of a group. The words of a group of one source arrive in order. */
class Flit(p: CoreParameters) extends Bundle {
  val source = UInt(Flit.tileBits(p).W)
  val group  = UInt(Flit.groupBits(p).W)
  val region = new TileRegion(p)
  val words  = Vec(p.linkWords, SInt(p.widths.stateWord.W))
}

object Flit {
  def tileBits(p: CoreParameters): Int  = math.max(1, log2Ceil(p.tiles))
  def groupBits(p: CoreParameters): Int = math.max(1, log2Ceil(p.depths.stateGroups))
}

/** A rectangle of tiles, bounds included; the address of a SEND has eight bits per bound (docs/isa.md §2), a flit as many as the mesh needs. */
class TileRegion(p: CoreParameters) extends Bundle {
  private val rowBits    = math.max(1, log2Ceil(p.tileRows))
  private val columnBits = math.max(1, log2Ceil(p.tileColumns))
  val firstRow    = UInt(rowBits.W)
  val lastRow     = UInt(rowBits.W)
  val firstColumn = UInt(columnBits.W)
  val lastColumn  = UInt(columnBits.W)

  def hasRow(row: Int): Bool       = firstRow <= row.U && lastRow >= row.U
  def hasColumn(column: Int): Bool = firstColumn <= column.U && lastColumn >= column.U
}

object TileRegion {
  private val boundBits = 8

  def of(p: CoreParameters, address: UInt): TileRegion = {
    val region = Wire(new TileRegion(p))
    Seq(region.lastColumn, region.firstColumn, region.lastRow, region.firstRow).zipWithIndex.foreach { case (bound, index) =>
      bound := Shape.fit(address((index + 1) * boundBits - 1, index * boundBits), bound.getWidth)
    }
    region
  }
}

/** Routers of all tiles, row by row, and the links between them. A flit of `send(t)` reaches `receive` of every tile of its region but t. */
class Mesh(p: CoreParameters) extends Module {
  private val rows    = p.tileRows
  private val columns = p.tileColumns

  val send    = IO(Vec(p.tiles, Flipped(Decoupled(new Flit(p)))))
  val receive = IO(Vec(p.tiles, Decoupled(new Flit(p))))

  private val routers = Seq.tabulate(rows, columns)((row, column) => Module(new Router(p, row, column)))
  for (row <- 0 until rows; column <- 0 until columns) {
    val router = routers(row)(column)
    router.in(Port.local) <> send(row * columns + column)
    receive(row * columns + column) <> router.out(Port.local)
    for ((port, neighbour) <- Port.neighbours(row, column)) {
      if (Port.isInside(p, neighbour)) {
        val cycles = p.linkCycles(row * columns + column, neighbour._1 * columns + neighbour._2)
        routers(neighbour._1)(neighbour._2).in(Port.opposite(port)) <> ChipLink(p, cycles, router.out(port))
      } else {
        router.out(port).ready := false.B
        router.in(port).valid  := false.B
        router.in(port).bits   := DontCare
      }
    }
  }
}

/** A link from chip to chip: a flit takes `cycles` cycles from router to router instead of one, and the next one may enter when it has left. */
class ChipLink(p: CoreParameters, cycles: Int) extends Module {
  require(cycles > 1, s"a link of $cycles cycles is a wire")

  val in  = IO(Flipped(Decoupled(new Flit(p))))
  val out = IO(Decoupled(new Flit(p)))

  private val isFull = RegInit(false.B)
  private val flit   = Reg(new Flit(p))
  private val left   = RegInit(0.U(log2Ceil(cycles).W))
  in.ready  := !isFull
  out.valid := isFull && left === 0.U
  out.bits  := flit
  when(left =/= 0.U) { left := left - 1.U }
  when(out.fire) { isFull := false.B }
  when(in.fire) {
    isFull := true.B
    flit   := in.bits
    left   := (cycles - 2).U
  }
}

object ChipLink {
  /** What comes out of a link that takes so many cycles. */
  def apply(p: CoreParameters, cycles: Int, in: DecoupledIO[Flit]): DecoupledIO[Flit] =
    if (cycles == 1) in
    else {
      val link = Module(new ChipLink(p, cycles))
      link.in <> in
      link.out
    }
}

/** Ports of a router. `north` leads to the row with the smaller number. */
object Port {
  val local = 0
  val north = 1
  val south = 2
  val west  = 3
  val east  = 4
  val all   = Seq(local, north, south, west, east)

  def opposite(port: Int): Int = Map(north -> south, south -> north, west -> east, east -> west)(port)

  def neighbours(row: Int, column: Int): Seq[(Int, (Int, Int))] =
    Seq(north -> (row - 1, column), south -> (row + 1, column), west -> (row, column - 1), east -> (row, column + 1))

  def isInside(p: CoreParameters, tile: (Int, Int)): Boolean =
    tile._1 >= 0 && tile._1 < p.tileRows && tile._2 >= 0 && tile._2 < p.tileColumns

  /** Outputs that a flit which came in at `in` may take: on along the row, from the row into the column, and here. */
  def outputs(in: Int): Seq[Int] = in match {
    case `local` => Seq(west, east, north, south)
    case `west`  => Seq(east, north, south, local)
    case `east`  => Seq(west, north, south, local)
    case `north` => Seq(south, local)
    case `south` => Seq(north, local)
  }
}

/** One router: a flit leaves an input when it has left on every output that it needs, each in its own time.
  *
  * Along the row as far as the region reaches, from there into its columns; a flit never turns back and holds only the buffer that it is in, so the links cannot
  * wait for each other in a circle (docs/core.md §2). Two flits of buffer per input; one cycle per hop where nothing is in the way; outputs are shared round robin.
  */
class Router(p: CoreParameters, row: Int, column: Int) extends Module {
  override def desiredName = s"Router_${row}_$column"

  val in  = IO(Vec(Port.all.size, Flipped(Decoupled(new Flit(p)))))
  val out = IO(Vec(Port.all.size, Decoupled(new Flit(p))))

  private val outside = Port.neighbours(row, column).collect { case (port, tile) if !Port.isInside(p, tile) => port }.toSet

  private val branches: Seq[Seq[(Int, DecoupledIO[Flit])]] = Port.all.map { port =>
    if (outside(port) || Port.outputs(port).forall(outside)) {
      in(port).ready := (port == Port.local).B
      Seq.empty
    } else fork(port, if (port == Port.local) in(port) else Queue(in(port), 2))
  }

  for (port <- Port.all) {
    val sources = branches.flatten.collect { case (target, branch) if target == port => branch }
    if (sources.isEmpty || outside(port)) {
      out(port).valid := false.B
      out(port).bits  := DontCare
      sources.foreach(_.ready := true.B)
    } else if (sources.size == 1) {
      out(port) <> sources.head
    } else {
      share(sources, out(port))
    }
  }

  /** Round robin; unlike Chisel's arbiter its memory is reset, so that no unknown value gets out. */
  private def share(sources: Seq[DecoupledIO[Flit]], target: DecoupledIO[Flit]): Unit = {
    val valid   = VecInit(sources.map(_.valid))
    val last    = RegInit(0.U(log2Ceil(sources.size).W))
    val later   = VecInit(sources.indices.map(i => valid(i) && i.U > last))
    val granted = Mux(later.asUInt.orR, PriorityEncoder(later), PriorityEncoder(valid))
    target.valid := valid.asUInt.orR
    target.bits  := VecInit(sources.map(_.bits))(granted)
    sources.zipWithIndex.foreach { case (source, i) => source.ready := target.ready && granted === i.U }
    when(target.fire) { last := granted }
  }

  private def fork(port: Int, flit: DecoupledIO[Flit]): Seq[(Int, DecoupledIO[Flit])] = {
    val targets = Port.outputs(port).filterNot(outside)
    val sent    = RegInit(VecInit(Seq.fill(targets.size)(false.B)))
    val needed  = targets.map(isNeeded(flit.bits.region, _))
    val branch  = targets.map(_ => Wire(Decoupled(new Flit(p))))
    val settled = targets.indices.map(i => !needed(i) || sent(i) || branch(i).ready)
    flit.ready := settled.reduceOption(_ && _).getOrElse(true.B)
    for (i <- targets.indices) {
      branch(i).valid := flit.valid && needed(i) && !sent(i)
      branch(i).bits  := flit.bits
      sent(i)         := Mux(flit.fire, false.B, sent(i) || branch(i).fire)
    }
    targets.zip(branch)
  }

  private def isNeeded(region: TileRegion, output: Int): Bool = output match {
    case Port.west  => region.firstColumn < column.U
    case Port.east  => region.lastColumn > column.U
    case Port.north => region.hasColumn(column) && region.firstRow < row.U
    case Port.south => region.hasColumn(column) && region.lastRow > row.U
    case Port.local => region.hasColumn(column) && region.hasRow(row)
  }
}
