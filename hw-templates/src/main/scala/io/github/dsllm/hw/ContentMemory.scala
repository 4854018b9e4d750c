package io.github.dsllm.hw

import chisel3._
import chisel3.util.{Fill, Valid, log2Ceil}
import io.github.dsllm.codegen.chip.{BoardParameters, MemoryFormat}
import scala.jdk.CollectionConverters._

/** A part of a memory word on its way to the memories of the core: chunk `chunk` of word `address` of memory `memory` ([[MemoryFormat.code]]); in those that
  * each tile has for itself, of tile `tile`, in the others of all tiles.
  */
class LoadChunk(s: Shape) extends Bundle {
  val memory  = UInt(LoadChunk.memoryBits.W)
  val tile    = UInt(LoadChunk.tileBits.W)
  val address = UInt(LoadChunk.addressBits(s).W)
  val chunk   = UInt(LoadChunk.chunkBits(s).W)
  val data    = UInt(BoardParameters.CHUNK_BITS.W)
}

object LoadChunk {
  val memoryBits = 4
  val tileBits   = 16

  /** The memories that are loaded; an SDRAM of which the model takes nothing is none. */
  def formats(s: Shape): Seq[MemoryFormat] = (if (s.hasSdram) MemoryFormat.of(s.p) else MemoryFormat.within()).asScala.toSeq.filter(_.words(s.p) > 0)

  def addressBits(s: Shape): Int = formats(s).map(format => DsMemory.addressBits(format.words(s.p))).max
  def chunkBits(s: Shape): Int   = math.max(1, log2Ceil(formats(s).map(chunks(s, _)).max))

  /** Chunks of a word. */
  def chunks(s: Shape, format: MemoryFormat): Int = chunks(format.bits(s.p))

  def chunks(width: Int): Int = (width + BoardParameters.CHUNK_BITS - 1) / BoardParameters.CHUNK_BITS
}

/** The ports by which a memory is read: data follow the address by one cycle; while `readEnable` is low they are held, or 0 where the memory clears. */
trait ReadPort {
  def clock: Clock
  def readEnable: Bool
  def readAddress: UInt
  def readData: UInt
}

/** A [[ReadPort]] and one by which words are written: bit i of `writeEnable` lets chunk i of `chunks` in. */
trait WrittenMemory extends ReadPort {
  def width: Int
  def chunks: Int = 1
  def writeEnable: UInt
  def writeAddress: UInt
  def writeData: UInt

  /** Ties the write port off: a memory that only its file fills. */
  def readOnly(): this.type = {
    writeEnable  := 0.U
    writeAddress := 0.U
    writeData    := 0.U
    this
  }
}

/** A memory that the image fills: from its file, over `load` if the core can be loaded, and by `write`, a whole word at a time.
  *
  * `name` is that of the instance. A chunk is written in the cycle in which it stands at `load`, which no register
  * here delays: nobody may read meanwhile, nor may `write` be valid, so the core is held in reset, and its registers with it.
  */
object ContentMemory {
  def apply(s: Shape, format: MemoryFormat, tile: Int, name: String, load: Option[Valid[LoadChunk]], write: Option[Valid[CouplingWrite]] = None, clears: Boolean = false): ReadPort = {
    val width = format.bits(s.p)
    val depth = format.words(s.p)
    val file  = if (s.load.isFilled) format.file(tile) else ""
    load match {
      case Some(port) =>
        val memory = if (clears) Module(DsPagedMemory.loaded(width, depth, file)) else Module(new DsLoadedMemory(width, depth, file))
        loaded(memory.suggestName(name), format, tile, port, write)
      case None =>
        val memory = if (clears) Module(DsPagedMemory(width, depth, file)) else Module(new DsMemory(width, depth, file, style(s, format)))
        written(memory.suggestName(name), write)
    }
  }

  /** Wide and shallow memories of a core for the smallest parts would fill block RAMs with nothing; as constants only what differs between their words remains. Tables of exponentials are small and
    * become constants by themselves, but for a core that is to take few look-up tables.
    */
  private def style(s: Shape, format: MemoryFormat): String =
    if (s.isCompact && (format == MemoryFormat.DESCRIPTOR || format == MemoryFormat.GAIN)) DsMemory.logic
    else if (s.sparesTables && format == MemoryFormat.EXPONENTIAL) DsMemory.block
    else DsMemory.any

  private def written(memory: WrittenMemory, write: Option[Valid[CouplingWrite]]): ReadPort = write match {
    case Some(word) =>
      memory.writeEnable  := word.valid
      memory.writeAddress := word.bits.address
      memory.writeData    := word.bits.data
      memory
    case None => memory.readOnly()
  }

  private def loaded(memory: WrittenMemory, format: MemoryFormat, tile: Int, port: Valid[LoadChunk], write: Option[Valid[CouplingWrite]]): ReadPort = {
    val isTile  = if (format.perTile) port.bits.tile === tile.U else true.B
    val isMine  = port.valid && port.bits.memory === format.code.U && isTile
    val address = Shape.fit(port.bits.address, memory.writeAddress.getWidth)
    val enables = VecInit((0 until memory.chunks).map(index => isMine && port.bits.chunk === index.U)).asUInt
    val word    = Shape.fit(Fill(memory.chunks, port.bits.data), memory.width)
    write match {
      case Some(other) =>
        memory.writeEnable  := Mux(other.valid, Fill(memory.chunks, true.B), enables)
        memory.writeAddress := Mux(other.valid, other.bits.address, address)
        memory.writeData    := Mux(other.valid, other.bits.data, word)
      case None =>
        memory.writeEnable  := enables
        memory.writeAddress := address
        memory.writeData    := word
    }
    memory
  }
}

/** [[DsMemory]] of which chunks of a word can be written alone: bit i of `writeEnable` lets chunk i in. */
class DsLoadedMemory(val width: Int, val depth: Int, file: String)
    extends ExtModule(
      Map(
        "WIDTH"        -> IntParam(width),
        "DEPTH"        -> IntParam(depth),
        "ADDRESS_BITS" -> IntParam(DsMemory.addressBits(depth)),
        "CHUNKS"       -> IntParam(LoadChunk.chunks(width)),
        "LOADED"       -> IntParam(if (file.isEmpty) 0 else 1),
        "FILE"         -> StringParam(if (file.isEmpty) "none" else file)
      )
    )
    with WrittenMemory {
  override def desiredName = "DsLoadedMemory"
  override val chunks: Int = LoadChunk.chunks(width)

  val clock        = IO(Input(Clock()))
  val readEnable   = IO(Input(Bool()))
  val readAddress  = IO(Input(UInt(DsMemory.addressBits(depth).W)))
  val readData     = IO(Output(UInt(width.W)))
  val writeEnable  = IO(Input(UInt(chunks.W)))
  val writeAddress = IO(Input(UInt(DsMemory.addressBits(depth).W)))
  val writeData    = IO(Input(UInt(width.W)))

  setInline("DsLoadedMemory.v", DsLoadedMemory.verilog)
}

object DsLoadedMemory {
  private val verilog =
    s"""|module DsLoadedMemory #(
        |  parameter WIDTH = 1,
        |  parameter DEPTH = 1,
        |  parameter ADDRESS_BITS = 1,
        |  parameter CHUNKS = 1,
        |  parameter LOADED = 0,
        |  parameter FILE = "none"
        |) (
        |  input                         clock,
        |  input                         readEnable,
        |  input      [ADDRESS_BITS-1:0] readAddress,
        |  output reg [WIDTH-1:0]        readData,
        |  input      [CHUNKS-1:0]       writeEnable,
        |  input      [ADDRESS_BITS-1:0] writeAddress,
        |  input      [WIDTH-1:0]        writeData
        |);
        |  /* verilator inline_module */
        |  localparam CHUNK = ${BoardParameters.CHUNK_BITS};
        |  localparam REST = WIDTH - (CHUNKS - 1) * CHUNK;
        |  (* no_rw_check *)
        |  reg [WIDTH-1:0] memory [0:DEPTH-1];
        |  generate
        |    if (LOADED != 0) begin : contents
        |      initial $$readmemh(FILE, memory);
        |    end
        |  endgenerate
        |  always @(posedge clock) if (readEnable) readData <= memory[readAddress];
        |  genvar i;
        |  generate
        |    for (i = 0; i < CHUNKS; i = i + 1) begin : chunk
        |      localparam PART = i == CHUNKS - 1 ? REST : CHUNK;
        |      always @(posedge clock) begin
        |        if (writeEnable[i]) memory[writeAddress][i*CHUNK +: PART] <= writeData[i*CHUNK +: PART];
        |      end
        |    end
        |  endgenerate
        |endmodule
        |""".stripMargin
}
