package io.github.dsllm.hw

import chisel3._
import chisel3.util.log2Ceil
import io.github.dsllm.codegen.chip.MemoryPages

/** [[DsMemory]] of a little more than 2^n words with contents. With the macro DSLLM_PAGES, which only synthesis defines, it is two memories, and the second one's
  * contents come from a file with `.rest` behind its name ([[MemoryPages]]).
  */
class DsPagedMemory(val width: Int, val depth: Int, file: String, clears: Boolean)
    extends ExtModule(
      Map(
        "WIDTH"        -> IntParam(width),
        "DEPTH"        -> IntParam(depth),
        "ADDRESS_BITS" -> IntParam(DsMemory.addressBits(depth)),
        "PAGE_BITS"    -> IntParam(log2Ceil(MemoryPages.first(depth))),
        "CLEARS"       -> IntParam(if (clears) 1 else 0),
        "FILE"         -> StringParam(file)
      )
    )
    with WrittenMemory {
  override def desiredName = "DsPagedMemory"

  val clock        = IO(Input(Clock()))
  val readEnable   = IO(Input(Bool()))
  val readAddress  = IO(Input(UInt(DsMemory.addressBits(depth).W)))
  val readData     = IO(Output(UInt(width.W)))
  val writeEnable  = IO(Input(Bool()))
  val writeAddress = IO(Input(UInt(DsMemory.addressBits(depth).W)))
  val writeData    = IO(Input(UInt(width.W)))

  setInline(
    "DsPagedMemory.v",
    s"""|module DsPagedMemory #(
        |  parameter WIDTH = 1,
        |  parameter DEPTH = 3,
        |  parameter ADDRESS_BITS = 2,
        |  /* verilator lint_off UNUSEDPARAM */
        |  parameter PAGE_BITS = 1,
        |  /* verilator lint_on UNUSEDPARAM */
        |  parameter CLEARS = 0,
        |  parameter FILE = ""
        |) (
        |  input                         clock,
        |  input                         readEnable,
        |  input      [ADDRESS_BITS-1:0] readAddress,
        |  output reg [WIDTH-1:0]        readData,
        |  input                         writeEnable,
        |  input      [ADDRESS_BITS-1:0] writeAddress,
        |  input      [WIDTH-1:0]        writeData
        |);
        |  /* verilator inline_module */
        |`ifdef DSLLM_PAGES
        |  localparam PAGE = 1 << PAGE_BITS;
        |  localparam REST_BITS = DEPTH - PAGE == 1 ? 1 : $$clog2(DEPTH - PAGE);
        |  (* no_rw_check *)
        |  reg [WIDTH-1:0] memory [0:PAGE-1];
        |  (* no_rw_check *)
        |  reg [WIDTH-1:0] rest [0:DEPTH-PAGE-1];
        |  reg [WIDTH-1:0] ofMemory;
        |  reg [WIDTH-1:0] ofRest;
        |  generate
        |    if (FILE != "") begin : contents
        |      initial $$readmemh(FILE, memory, 0, PAGE - 1);
        |      initial $$readmemh({FILE, "${MemoryPages.REST}"}, rest);
        |    end
        |  endgenerate
        |  generate
        |    if (CLEARS != 0) begin : clearing
        |      always @(posedge clock) begin
        |        ofMemory <= readEnable && !readAddress[PAGE_BITS] ? memory[readAddress[PAGE_BITS-1:0]] : {WIDTH{1'b0}};
        |        ofRest <= readEnable && readAddress[PAGE_BITS] ? rest[readAddress[REST_BITS-1:0]] : {WIDTH{1'b0}};
        |      end
        |      always @* readData = ofMemory | ofRest;
        |    end else begin : holding
        |      reg isRest;
        |      always @(posedge clock) if (readEnable) begin
        |        ofMemory <= memory[readAddress[PAGE_BITS-1:0]];
        |        ofRest <= rest[readAddress[REST_BITS-1:0]];
        |        isRest <= readAddress[PAGE_BITS];
        |      end
        |      always @* readData = isRest ? ofRest : ofMemory;
        |    end
        |  endgenerate
        |  always @(posedge clock) begin
        |    if (writeEnable && !writeAddress[PAGE_BITS]) memory[writeAddress[PAGE_BITS-1:0]] <= writeData;
        |    if (writeEnable && writeAddress[PAGE_BITS]) rest[writeAddress[REST_BITS-1:0]] <= writeData;
        |  end
        |`else
        |  reg [WIDTH-1:0] memory [0:DEPTH-1];
        |  generate
        |    if (FILE != "") begin : contents
        |      initial $$readmemh(FILE, memory);
        |    end
        |  endgenerate
        |${ReadPort.verilog}
        |  always @(posedge clock) if (writeEnable) memory[writeAddress] <= writeData;
        |`endif
        |endmodule
        |""".stripMargin
  )
}
