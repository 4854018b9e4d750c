package io.github.dsllm.hw

import chisel3._
import chisel3.util.{Decoupled, log2Ceil}
import io.github.dsllm.codegen.chip.CoreParameters

/** A group of nodes that came from another tile. */
class GroupTransfer(p: CoreParameters) extends Bundle {
  val group = UInt(Flit.groupBits(p).W)
  val nodes = Vec(p.lanes, SInt(p.widths.stateWord.W))
}

/** A group of nodes on its way to the tiles of a region. */
class OutgoingGroup(p: CoreParameters) extends GroupTransfer(p) {
  val region = new TileRegion(p)
}

/** Copies a group and sends it, `linkWords` nodes per cycle; takes the next one with its last flit. */
class SendUnit(p: CoreParameters, tile: Int) extends Module {
  override def desiredName = s"SendUnit_$tile"
  private val flits = p.lanes / p.linkWords

  val in  = IO(Flipped(Decoupled(new OutgoingGroup(p))))
  val out = IO(Decoupled(new Flit(p)))

  private val isFull = RegInit(false.B)
  private val held   = Reg(new OutgoingGroup(p))
  private val word   = RegInit(0.U(math.max(1, log2Ceil(flits)).W))
  private val isLast = word === (flits - 1).U

  out.valid       := isFull
  out.bits.source := tile.U
  out.bits.group  := held.group
  out.bits.region := held.region
  out.bits.words  := held.nodes.take(p.linkWords)
  in.ready        := !isFull || (out.fire && isLast)

  when(out.fire) {
    word       := Mux(isLast, 0.U, word + 1.U)
    isFull     := !isLast
    held.nodes := held.nodes.drop(p.linkWords) ++ held.nodes.take(p.linkWords)
  }
  when(in.fire) {
    held   := in.bits
    isFull := true.B
  }
}

/** Puts the flits of every source together again; the flits of a source come in order, those of several sources in turns. `out` offers a complete group; it must be
  * taken in finite time.
  */
class ReceiveUnit(p: CoreParameters) extends Module {
  private val flits = p.lanes / p.linkWords

  val in  = IO(Flipped(Decoupled(new Flit(p))))
  val out = IO(Decoupled(new GroupTransfer(p)))

  private val isFull   = RegInit(false.B)
  private val complete = Reg(new GroupTransfer(p))
  out.valid := isFull
  out.bits  := complete
  when(out.fire) { isFull := false.B }

  private val mayComplete = !isFull || out.ready
  private def deliver(nodes: Seq[SInt]): Unit = {
    isFull         := true.B
    complete.group := in.bits.group
    complete.nodes := nodes
  }

  if (flits == 1) {
    in.ready := mayComplete
    when(in.fire) { deliver(in.bits.words) }
  } else {
    val counts = RegInit(VecInit(Seq.fill(1 << Flit.tileBits(p))(0.U(log2Ceil(flits).W))))
    val parts  = Reg(Vec(1 << Flit.tileBits(p), Vec(p.lanes - p.linkWords, SInt(p.widths.stateWord.W))))
    val source = in.bits.source
    val isLast = counts(source) === (flits - 1).U
    in.ready := !isLast || mayComplete
    when(in.fire) {
      counts(source) := Mux(isLast, 0.U, counts(source) + 1.U)
      parts(source)  := parts(source).drop(p.linkWords) ++ in.bits.words
      when(isLast) { deliver(parts(source) ++ in.bits.words) }
    }
  }
}

/** The mesh with a send and a receive unit for every tile that is there: groups in, groups out. */
class Network(p: CoreParameters) extends Module {
  val send    = IO(Vec(p.tiles, Flipped(Decoupled(new OutgoingGroup(p)))))
  val receive = IO(Vec(p.tiles, Decoupled(new GroupTransfer(p))))

  private val mesh = Module(new Mesh(p))
  for (tile <- 0 until p.tiles) {
    if (p.isAbsent(tile)) absent(tile) else present(tile)
  }

  private def present(tile: Int): Unit = {
    val sender   = Module(new SendUnit(p, tile))
    val receiver = Module(new ReceiveUnit(p))
    sender.in <> send(tile)
    mesh.send(tile) <> sender.out
    receiver.in <> mesh.receive(tile)
    receive(tile) <> receiver.out
  }

  private def absent(tile: Int): Unit = {
    mesh.send(tile).valid    := false.B
    mesh.send(tile).bits     := 0.U.asTypeOf(new Flit(p))
    mesh.receive(tile).ready := true.B
    send(tile).ready         := true.B
    receive(tile).valid      := false.B
    receive(tile).bits       := 0.U.asTypeOf(new GroupTransfer(p))
  }
}
