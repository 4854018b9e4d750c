package io.github.dsllm.hw

import chisel3._

/** Register of the exponential's argument min(R(maximum − score, n), 2^bits − 1), with `places` = n + widening ≥ 0 and score ≤ maximum.
  *
  * Inline Verilog, so that simulators compute it only when `enable` is high.
  */
class AttentionArgument(score: Int, widening: Int, placesBits: Int, bits: Int)
    extends ExtModule(
      Map(
        "SCORE"    -> IntParam(score),
        "WIDENING" -> IntParam(widening),
        "PLACES"   -> IntParam(placesBits),
        "BITS"     -> IntParam(bits),
        "WIDTH"    -> IntParam(math.max(score + widening + 2, bits + 1))
      )
    ) {
  override def desiredName = "AttentionArgument"

  val clock    = IO(Input(Clock()))
  val enable   = IO(Input(Bool()))
  val maximum  = IO(Input(SInt(score.W)))
  val value    = IO(Input(SInt(score.W)))
  val places   = IO(Input(UInt(placesBits.W)))
  val argument = IO(Output(UInt(bits.W)))

  setInline(
    "AttentionArgument.v",
    """|module AttentionArgument #(
       |  parameter SCORE = 2,
       |  parameter WIDENING = 1,
       |  parameter PLACES = 1,
       |  parameter BITS = 1,
       |  parameter WIDTH = 5
       |) (
       |  input                         clock,
       |  input                         enable,
       |  input      signed [SCORE-1:0] maximum,
       |  input      signed [SCORE-1:0] value,
       |  input            [PLACES-1:0] places,
       |  output reg        [BITS-1:0]  argument
       |);
       |  /* verilator inline_module */
       |  function [BITS-1:0] limited;
       |    input [WIDTH-1:0]  high;
       |    input [WIDTH-1:0]  low;
       |    input [PLACES-1:0] shift;
       |    reg [WIDTH-1:0]    distance;
       |    begin
       |      distance = (high - low) << (WIDENING + 1);
       |      distance = distance >> shift;
       |      distance = distance + {{(WIDTH-1){1'b0}}, 1'b1};
       |      distance = distance >> 1;
       |      limited = |(distance >> BITS) ? {BITS{1'b1}} : distance[BITS-1:0];
       |    end
       |  endfunction
       |  always @(posedge clock) begin
       |    if (enable) argument <= limited({{(WIDTH-SCORE){maximum[SCORE-1]}}, maximum}, {{(WIDTH-SCORE){value[SCORE-1]}}, value}, places);
       |  end
       |endmodule
       |""".stripMargin
  )
}
