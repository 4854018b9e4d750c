package io.github.dsllm.hw

import chisel3._
import chisel3.util.log2Ceil

/** One memory of a tile: a synchronous read port, a write port, contents from a `$readmemh` file if one is named.
  *
  * Latency: data follow the address by one cycle; while `readEnable` is low they are held. A word that is written in the cycle in which it is read
  * comes out old in simulation and is undefined in block RAM: nothing may depend on it. The inline Verilog is the one idiom from which Yosys infers
  * block RAM; firtool's own memories lose the held output. `style` is the `ram_style` that
  * synthesis is asked for: [[DsMemory.distributed]] where block RAMs are scarce, [[DsMemory.logic]] for a few constant words, [[DsMemory.block]] where look-up tables are scarcer than block RAMs.
  */
class DsMemory(val width: Int, val depth: Int, file: String, style: String = DsMemory.any)
    extends ExtModule(
      Map(
        "WIDTH"        -> IntParam(width),
        "DEPTH"        -> IntParam(depth),
        "ADDRESS_BITS" -> IntParam(DsMemory.addressBits(depth)),
        "LOADED"       -> IntParam(if (file.isEmpty) 0 else 1),
        "FILE"         -> StringParam(file),
        "STYLE"        -> StringParam(style)
      )
    )
    with WrittenMemory {
  require(width > 0 && depth > 0, s"a memory of $depth words of $width bits cannot be built; every memory needs at least one word and one bit")
  override def desiredName = "DsMemory"

  val clock        = IO(Input(Clock()))
  val readEnable   = IO(Input(Bool()))
  val readAddress  = IO(Input(UInt(DsMemory.addressBits(depth).W)))
  val readData     = IO(Output(UInt(width.W)))
  val writeEnable  = IO(Input(Bool()))
  val writeAddress = IO(Input(UInt(DsMemory.addressBits(depth).W)))
  val writeData    = IO(Input(UInt(width.W)))

  setInline("DsMemory.v", DsMemory.verilog)
}

object DsMemory {
  val any         = "auto"
  val distributed = "distributed"
  val logic       = "logic"
  val block       = "block"

  def addressBits(depth: Int): Int = math.max(1, log2Ceil(depth))

  private val verilog =
    """|module DsMemory #(
       |  parameter WIDTH = 1,
       |  parameter DEPTH = 1,
       |  parameter ADDRESS_BITS = 1,
       |  parameter LOADED = 0,
       |  parameter FILE = "none",
       |  /* verilator lint_off UNUSEDPARAM */
       |  parameter STYLE = "auto"
       |  /* verilator lint_on UNUSEDPARAM */
       |) (
       |  input                         clock,
       |  input                         readEnable,
       |  input      [ADDRESS_BITS-1:0] readAddress,
       |  output reg [WIDTH-1:0]        readData,
       |  input                         writeEnable,
       |  input      [ADDRESS_BITS-1:0] writeAddress,
       |  input      [WIDTH-1:0]        writeData
       |);
       |  /* verilator inline_module */ /* verilator lint_off VARHIDDEN */
       |  (* no_rw_check, ram_style = STYLE *)
       |  reg [WIDTH-1:0] memory [0:DEPTH-1]; /* verilator lint_on VARHIDDEN */
       |  generate
       |    if (LOADED != 0) begin : contents
       |      initial $readmemh(FILE, memory);
       |    end
       |  endgenerate
       |  always @(posedge clock) if (readEnable) readData <= memory[readAddress];
       |  always @(posedge clock) if (writeEnable) memory[writeAddress] <= writeData;
       |endmodule
       |""".stripMargin
}
