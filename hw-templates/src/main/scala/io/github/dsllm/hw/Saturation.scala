package io.github.dsllm.hw

import chisel3._
import io.github.dsllm.codegen.chip.Numerics

/** Register of the node that a row settles to: sat(x), or sat(added + sat(x, 32)) for a residual; 0 where no node exists. `saturated` if a sat() changed the value.
  * `isOutside` takes a node that does not come from the lane instead; never together with `enable`.
  *
  * Inline Verilog, so that simulators compute it only when `enable` is high. `limit` is the largest node.
  */
class Saturation(width: Int, state: Int)
    extends ExtModule(Map("WIDTH" -> IntParam(width), "STATE" -> IntParam(state), "BRANCH" -> IntParam(Numerics.RESIDUAL_BRANCH_BITS))) {
  override def desiredName = "Saturation"

  val clock     = IO(Input(Clock()))
  val enable    = IO(Input(Bool()))
  val exists    = IO(Input(Bool()))
  val residual  = IO(Input(Bool()))
  val x         = IO(Input(SInt(width.W)))
  val added     = IO(Input(SInt(state.W)))
  val limit     = IO(Input(SInt(state.W)))
  val isOutside = IO(Input(Bool()))
  val outside   = IO(Input(SInt(state.W)))
  val result    = IO(Output(SInt(state.W)))
  val saturated = IO(Output(Bool()))

  setInline(
    "Saturation.v",
    """|module Saturation #(
       |  parameter WIDTH = 34,
       |  parameter STATE = 2,
       |  parameter BRANCH = 32
       |) (
       |  input                         clock,
       |  input                         enable,
       |  input                         exists,
       |  input                         residual,
       |  input      signed [WIDTH-1:0] x,
       |  input      signed [STATE-1:0] added,
       |  input      signed [STATE-1:0] limit,
       |  input                         isOutside,
       |  input      signed [STATE-1:0] outside,
       |  output reg signed [STATE-1:0] result,
       |  output reg                    saturated
       |);
       |  /* verilator inline_module */
       |  function [STATE:0] settle;
       |    input                    isNode;
       |    input                    isResidual;
       |    input signed [WIDTH-1:0] value;
       |    input signed [WIDTH-1:0] addend;
       |    input signed [WIDTH-1:0] largest;
       |    reg signed [WIDTH-1:0]   sum;
       |    reg signed [WIDTH-1:0]   branch;
       |    reg                      isCut;
       |    begin
       |      sum = value;
       |      branch = {{(WIDTH-BRANCH+1){1'b0}}, {(BRANCH-1){1'b1}}};
       |      isCut = 1'b0;
       |      if (isResidual) begin
       |        if (sum > branch) begin
       |          sum = branch;
       |          isCut = 1'b1;
       |        end else if (sum < ~branch) begin
       |          sum = ~branch;
       |          isCut = 1'b1;
       |        end
       |        sum = sum + addend;
       |      end
       |      if (sum > largest) begin
       |        sum = largest;
       |        isCut = 1'b1;
       |      end else if (sum < ~largest) begin
       |        sum = ~largest;
       |        isCut = 1'b1;
       |      end
       |      settle = isNode ? {isCut, sum[STATE-1:0]} : {(STATE+1){1'b0}};
       |    end
       |  endfunction
       |  always @(posedge clock) begin
       |    if (enable)
       |      {saturated, result} <= settle(exists, residual, x, {{(WIDTH-STATE){added[STATE-1]}}, added}, {{(WIDTH-STATE){limit[STATE-1]}}, limit});
       |    else if (isOutside) result <= outside;
       |  end
       |endmodule
       |""".stripMargin
  )
}
