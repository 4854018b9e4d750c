package io.github.dsllm.hw

import chisel3._
import io.github.dsllm.codegen.chip.CoreParameters

/** Register of R(x, n), cut to `kept` bits, with `places` = n + 8 ≥ 0; `isHuge` says that R(x, n) is at least 2^(kept − 2) in size.
  *
  * x is widened by 8 places and one for rounding before it is shifted right, so that one shifter serves every n. Inline Verilog, so that simulators compute the
  * shift only when `enable` is high.
  */
class RoundingShift(product: Int, placesBits: Int, kept: Int)
    extends ExtModule(Map("PRODUCT" -> IntParam(product), "PLACES" -> IntParam(placesBits), "KEPT" -> IntParam(kept))) {
  override def desiredName = "RoundingShift"

  val clock      = IO(Input(Clock()))
  val enable     = IO(Input(Bool()))
  val x          = IO(Input(SInt(product.W)))
  val places     = IO(Input(UInt(placesBits.W)))
  val rounded    = IO(Output(SInt(kept.W)))
  val isNegative = IO(Output(Bool()))
  val isHuge     = IO(Output(Bool()))

  setInline(
    "RoundingShift.v",
    s"""|module RoundingShift #(
        |  parameter PRODUCT = 2,
        |  parameter PLACES = 1,
        |  parameter KEPT = 2
        |) (
        |  input                           clock,
        |  input                           enable,
        |  input      signed [PRODUCT-1:0] x,
        |  input             [PLACES-1:0]  places,
        |  output reg signed [KEPT-1:0]    rounded,
        |  output reg                      isNegative,
        |  output reg                      isHuge
        |);
        |  /* verilator inline_module */
        |  localparam WIDENED = PRODUCT + ${RoundingShift.widening};
        |  localparam WIDTH = WIDENED > KEPT + 2 ? WIDENED : KEPT + 2;
        |  function [KEPT+1:0] round;
        |    input signed [WIDTH-1:0] number;
        |    input [PLACES-1:0]       shift;
        |    reg signed [WIDTH-1:0]   shifted;
        |    reg [KEPT:0]             half;
        |    begin
        |      shifted = number >>> shift;
        |      half = shifted[KEPT:0] + {{KEPT{1'b0}}, 1'b1};
        |      round = {|(shifted[WIDTH-1:KEPT-1] ^ {(WIDTH-KEPT+1){number[WIDTH-1]}}), number[WIDTH-1], half[KEPT:1]};
        |    end
        |  endfunction
        |  always @(posedge clock) begin
        |    if (enable) {isHuge, isNegative, rounded} <= round({{(WIDTH-WIDENED){x[PRODUCT-1]}}, x, ${RoundingShift.widening}'d0}, places);
        |  end
        |endmodule
        |""".stripMargin
  )
}

object RoundingShift {

  /** Zeros behind a number before it is shifted right by n + 8 and rounded: 8 for the smallest n, one for rounding. */
  val widening: Int = 1 - CoreParameters.SHIFT_MINIMUM
}
