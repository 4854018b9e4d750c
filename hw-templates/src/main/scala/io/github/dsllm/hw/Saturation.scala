package io.github.dsllm.hw

import chisel3._
import chisel3.util.log2Ceil

/** The nodes that the rows of a unit's lanes settle to, one register per lane: sat(x) in the lane of `phase`, with x = R + added; 0 where no node exists. `saturated` says
  * where the sum was cut, `node` is the one that `enable` let in last. `isOutside` takes nodes that do not come from the unit instead; never together with `enable`.
  *
  * A residual's own cut to 32 bits needs nothing here, because it is added to nodes of at most 31 bits (docs/isa.md §4): what it would cut is `isHuge` or leaves the sum beyond every limit, so that the sum is cut to the same
  * node. Inline Verilog, so that simulators compute it only when `enable` is high. `limit` is the largest node, 2^n − 1.
  */
class Saturation(width: Int, state: Int, lanes: Int)
    extends ExtModule(
      Map("WIDTH" -> IntParam(width), "STATE" -> IntParam(state), "LANES" -> IntParam(lanes), "PHASE" -> IntParam(log2Ceil(lanes)))
    ) {
  require(width >= state + 2, s"a rounded product of $width bits leaves no room for nodes of $state bits; widen it to ${state + 2}")
  override def desiredName = "Saturation"

  val clock      = IO(Input(Clock()))
  val enable     = IO(Input(Bool()))
  val phase      = IO(Input(UInt(log2Ceil(lanes).W)))
  val exists     = IO(Input(Bool()))
  val x          = IO(Input(SInt(width.W)))
  val isNegative = IO(Input(Bool()))
  val isHuge     = IO(Input(Bool()))
  val limit      = IO(Input(SInt(state.W)))
  val isOutside  = IO(Input(Bool()))
  val outside    = IO(Input(UInt((lanes * state).W)))
  val nodes      = IO(Output(UInt((lanes * state).W)))
  val node       = IO(Output(SInt(state.W)))
  val saturated  = IO(Output(UInt(lanes.W)))

  setInline(
    "Saturation.v",
    """|module Saturation #(
       |  parameter WIDTH = 4,
       |  parameter STATE = 2,
       |  parameter LANES = 2,
       |  parameter PHASE = 1
       |) (
       |  input                         clock,
       |  input                         enable,
       |  input      [PHASE-1:0]        phase,
       |  input                         exists,
       |  input      signed [WIDTH-1:0] x,
       |  input                         isNegative,
       |  input                         isHuge,
       |  input      signed [STATE-1:0] limit,
       |  input                         isOutside,
       |  input      [LANES*STATE-1:0]  outside,
       |  output     [LANES*STATE-1:0]  nodes,
       |  output     [STATE-1:0]        node,
       |  output     [LANES-1:0]        saturated
       |);
       |  /* verilator inline_module */
       |  function [STATE:0] settle;
       |    input                    isNode;
       |    input signed [WIDTH-1:0] sum;
       |    input                    negative;
       |    input                    huge;
       |    input [STATE-1:0]        largest;
       |    reg                      sign;
       |    reg                      isCut;
       |    begin
       |      sign = huge ? negative : sum[WIDTH-1];
       |      isCut = huge | (|({(WIDTH-STATE+1){sum[WIDTH-1]}} ^ sum[WIDTH-1:STATE-1])) | (|(({STATE{sum[WIDTH-1]}} ^ sum[STATE-1:0]) & ~largest));
       |      settle = isNode ? {isCut, isCut ? {STATE{sign}} ^ largest : sum[STATE-1:0]} : {(STATE+1){1'b0}};
       |    end
       |  endfunction
       |  wire [STATE:0] settled = settle(exists, x, isNegative, isHuge, limit);
       |  (* mem2reg *)
       |  reg [STATE:0] kept [0:LANES-1];
       |  reg [STATE-1:0] last;
       |  integer l;
       |  always @(posedge clock) begin
       |    if (enable) begin
       |      kept[phase] <= settled;
       |      last <= settled[STATE-1:0];
       |    end else if (isOutside) begin
       |      for (l = 0; l < LANES; l = l + 1) kept[l] <= {1'b0, outside[l*STATE +: STATE]};
       |    end
       |  end
       |  assign node = last;
       |  generate
       |    genvar g;
       |    for (g = 0; g < LANES; g = g + 1) begin : lane
       |      assign nodes[g*STATE +: STATE] = kept[g][STATE-1:0];
       |      assign saturated[g] = kept[g][STATE];
       |    end
       |  endgenerate
       |endmodule
       |""".stripMargin
  )
}
