package io.github.dsllm.hw

import chisel3._
import chisel3.util.log2Ceil
import io.github.dsllm.codegen.chip.{BoardParameters, MemoryPages}
import scala.jdk.CollectionConverters._

/** A memory whose output is 0 where it is not read; it is written in chunks of `chunk` bits, as [[DsLoadedMemory]], or whole if `chunk` is its width.
  *
  * With the macro DSLLM_PAGES, which only synthesis defines, each page of it ([[MemoryPages]]) is a memory of its own, and what they give is joined by an or. Contents of all pages but the
  * first come from files of their own then.
  */
class DsPagedMemory(val width: Int, val depth: Int, file: String, chunk: Int)
    extends ExtModule(
      Map(
        "WIDTH"  -> IntParam(width),
        "CHUNK"  -> IntParam(chunk),
        "CHUNKS" -> IntParam((width + chunk - 1) / chunk),
        "LOADED" -> IntParam(if (file.isEmpty) 0 else 1)
      ) ++ DsPagedMemory.pages(depth).indices.map(page => s"FILE_$page" -> StringParam(if (file.isEmpty) "none" else MemoryPages.file(file, page)))
    )
    with WrittenMemory {
  override def desiredName = s"DsPagedMemory_$depth"
  override val chunks: Int = (width + chunk - 1) / chunk

  val clock        = IO(Input(Clock()))
  val readEnable   = IO(Input(Bool()))
  val readAddress  = IO(Input(UInt(DsMemory.addressBits(depth).W)))
  val readData     = IO(Output(UInt(width.W)))
  val writeEnable  = IO(Input(UInt(chunks.W)))
  val writeAddress = IO(Input(UInt(DsMemory.addressBits(depth).W)))
  val writeData    = IO(Input(UInt(width.W)))

  setInline(s"$desiredName.v", DsPagedMemory.verilog(desiredName, depth))
}

object DsPagedMemory {

  /** One that is written whole. */
  def apply(width: Int, depth: Int, file: String): DsPagedMemory = new DsPagedMemory(width, depth, file, width)

  /** One that is filled over the load port. */
  def loaded(width: Int, depth: Int, file: String): DsPagedMemory = new DsPagedMemory(width, depth, file, BoardParameters.CHUNK_BITS)

  private def pages(depth: Int): Seq[Int] = MemoryPages.of(depth).asScala.map(_.toInt).toSeq

  private def verilog(name: String, depth: Int): String = {
    val words = pages(depth)
    val bases = words.scanLeft(0)(_ + _)
    val all   = words.indices

    def bits(page: Int): Int                          = DsMemory.addressBits(words(page))
    def isIn(address: String, page: Int): String      = s"($address >> ${bits(page)}) == ${bases(page) >> bits(page)}"
    def wordIn(page: Int, address: String): String    = s"page$page[$address[${bits(page) - 1}:0]]"
    def perPage(line: Int => String): String          = all.map(page => s"  ${line(page)}\n").mkString
    def range(page: Int): String                      = if (page == 0) s", 0, ${words.head - 1}" else ""
    val address                                       = s"[${DsMemory.addressBits(depth) - 1}:0]"
    val part                                          = "[i*CHUNK +: PART]"

    s"""|module $name #(
        |  parameter WIDTH = 1,
        |  parameter CHUNK = 1,
        |  parameter CHUNKS = 1,
        |  /* verilator lint_off UNUSEDPARAM */
        |${perPage(page => s"parameter FILE_$page = \"none\",")}  /* verilator lint_on UNUSEDPARAM */
        |  parameter LOADED = 0
        |) (
        |  input                   clock,
        |  input                   readEnable,
        |  input      $address       readAddress,
        |  output reg [WIDTH-1:0]  readData,
        |  input      [CHUNKS-1:0] writeEnable,
        |  input      $address       writeAddress,
        |  input      [WIDTH-1:0]  writeData
        |);
        |  /* verilator inline_module */
        |  genvar i;
        |`ifdef DSLLM_PAGES
        |${perPage(page => s"(* no_rw_check *) reg [WIDTH-1:0] page$page [0:${words(page) - 1}];")}${perPage(page => s"reg [WIDTH-1:0] read$page;")}  generate
        |    if (LOADED != 0) begin : contents
        |${perPage(page => s"    initial $$readmemh(FILE_$page, page$page${range(page)});")}    end
        |  endgenerate
        |${perPage(page => s"always @(posedge clock) read$page <= readEnable && ${isIn("readAddress", page)} ? ${wordIn(page, "readAddress")} : {WIDTH{1'b0}};")}  always @* readData = ${all.map(page => s"read$page").mkString(" | ")};
        |`else
        |  reg [WIDTH-1:0] memory [0:${depth - 1}];
        |  generate
        |    if (LOADED != 0) begin : contents
        |      initial $$readmemh(FILE_0, memory);
        |    end
        |  endgenerate
        |  always @(posedge clock) readData <= readEnable ? memory[readAddress] : {WIDTH{1'b0}};
        |`endif
        |  generate
        |    for (i = 0; i < CHUNKS; i = i + 1) begin : chunk
        |      localparam PART = i == CHUNKS - 1 ? WIDTH - i * CHUNK : CHUNK;
        |      always @(posedge clock) begin
        |`ifdef DSLLM_PAGES
        |${perPage(page => s"      if (writeEnable[i] && ${isIn("writeAddress", page)}) ${wordIn(page, "writeAddress")}$part <= writeData$part;")}`else
        |        if (writeEnable[i]) memory[writeAddress]$part <= writeData$part;
        |`endif
        |      end
        |    end
        |  endgenerate
        |endmodule
        |""".stripMargin
  }
}
