package io.github.dsllm.hw

import chisel3._

/** The exponential's argument min(R(maximum − score, n), 2^bits − 1), with `places` = n + widening ≥ 0 and score ≤ maximum, [[AttentionArgument.latency]] cycles later:
  * a register each behind the difference, the shift, and the rounding with its limit.
  *
  * The shifter goes by the largest power of two first, and after each step only remembers of the bits that no later step can bring below the limit whether there are any. Inline Verilog, so that simulators compute it only when `enable` was high. `maximum` and `places` stand still while rows are on their way.
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
       |  // whether the quotient is beyond the limit, and its bits with one for rounding
       |  function [BITS+1:0] shift;
       |    input [WIDTH-1:0]  number;
       |    input [PLACES-1:0] by;
       |    reg [WIDTH-1:0]    left;
       |    reg                beyond;
       |    integer            step;
       |    integer            i;
       |    begin
       |      left = number;
       |      beyond = 1'b0;
       |      for (step = PLACES - 1; step >= 0; step = step - 1) begin
       |        if (by[step]) left = left >> (1 << step);
       |        for (i = BITS + (1 << step); i < WIDTH; i = i + 1) begin
       |          beyond = beyond | left[i];
       |          left[i] = 1'b0;
       |        end
       |      end
       |      shift = {beyond, left[BITS:0]};
       |    end
       |  endfunction
       |  function [BITS-1:0] limited;
       |    input [BITS+1:0] doubled;
       |    reg [BITS+1:0]   rounded;
       |    begin
       |      rounded = {1'b0, doubled[BITS:0]} + {{(BITS+1){1'b0}}, 1'b1};
       |      limited = doubled[BITS+1] | rounded[BITS+1] ? {BITS{1'b1}} : rounded[BITS:1];
       |    end
       |  endfunction
       |  reg [SCORE:0]  distance;
       |  reg [BITS+1:0] shifted;
       |  reg             hasDistance;
       |  reg             isShifted;
       |  always @(posedge clock) begin
       |    hasDistance <= enable;
       |    isShifted <= hasDistance;
       |    if (enable) distance <= {maximum[SCORE-1], maximum} - {value[SCORE-1], value};
       |    if (hasDistance) shifted <= shift({{(WIDTH-SCORE-1){1'b0}}, distance} << (WIDENING + 1), places);
       |    if (isShifted) argument <= limited(shifted);
       |  end
       |endmodule
       |""".stripMargin
  )
}

object AttentionArgument {
  val latency = 3
}
