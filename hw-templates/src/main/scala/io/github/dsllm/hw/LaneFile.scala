package io.github.dsllm.hw

import chisel3._
import chisel3.util.log2Ceil

/** A register of each lane of a settle unit: one is written per clock, two are read in the same cycle. A read shows what was there before a write of its cycle.
  *
  * Inline Verilog that Yosys turns into distributed RAM and simulators leave an array.
  */
class LaneFile(width: Int, lanes: Int)
    extends ExtModule(Map("WIDTH" -> IntParam(width), "LANES" -> IntParam(lanes), "INDEX" -> IntParam(log2Ceil(lanes)))) {
  override def desiredName = "LaneFile"

  val clock       = IO(Input(Clock()))
  val writeEnable = IO(Input(Bool()))
  val writeLane   = IO(Input(UInt(log2Ceil(lanes).W)))
  val writeData   = IO(Input(UInt(width.W)))
  val early       = IO(Input(UInt(log2Ceil(lanes).W)))
  val earlyData   = IO(Output(UInt(width.W)))
  val late        = IO(Input(UInt(log2Ceil(lanes).W)))
  val lateData    = IO(Output(UInt(width.W)))

  setInline(
    "LaneFile.v",
    """|module LaneFile #(
       |  parameter WIDTH = 1,
       |  parameter LANES = 2,
       |  parameter INDEX = 1
       |) (
       |  input              clock,
       |  input              writeEnable,
       |  input  [INDEX-1:0] writeLane,
       |  input  [WIDTH-1:0] writeData,
       |  input  [INDEX-1:0] early,
       |  output [WIDTH-1:0] earlyData,
       |  input  [INDEX-1:0] late,
       |  output [WIDTH-1:0] lateData
       |);
       |  /* verilator inline_module */
       |  reg [WIDTH-1:0] file [0:LANES-1];
       |  assign earlyData = file[early];
       |  assign lateData = file[late];
       |  always @(posedge clock) begin
       |    if (writeEnable) file[writeLane] <= writeData;
       |  end
       |endmodule
       |""".stripMargin
  )
}

object LaneFile {

  /** Words of a distributed RAM; a deeper file takes a selection for each bit that is read. */
  val words = 16
}
