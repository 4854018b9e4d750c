package io.github.dsllm.hw

import chisel3._
import io.github.dsllm.codegen.chip.CoreParameters

/** Register of R(x, n), `isStaged` with another one between shift and rounding, cut to `kept` bits, with `places` = n + 8 ≥ 0; `isHuge` says that R(x, n) is at least 2^(kept − 2) in size.
  *
  * x is widened by 8 places and one for rounding before it is shifted right, so that one shifter serves every n. Inline Verilog, so that simulators compute the
  * shift only when `shifts` and `round` say so.
  */
class RoundingShift(product: Int, placesBits: Int, kept: Int, isStaged: Boolean)
    extends ExtModule(
      Map("PRODUCT" -> IntParam(product), "PLACES" -> IntParam(placesBits), "KEPT" -> IntParam(kept), "STAGED" -> IntParam(if (isStaged) 1 else 0))
    ) {
  override def desiredName = "RoundingShift"

  val clock      = IO(Input(Clock()))
  val shifts     = IO(Input(Bool()))
  val round      = IO(Input(Bool()))
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
        |  parameter KEPT = 2,
        |  parameter STAGED = 0
        |) (
        |  input                           clock,
        |  /* verilator lint_off UNUSEDSIGNAL */
        |  input                           shifts,
        |  /* verilator lint_on UNUSEDSIGNAL */
        |  input                           round,
        |  input      signed [PRODUCT-1:0] x,
        |  input             [PLACES-1:0]  places,
        |  output reg signed [KEPT-1:0]    rounded,
        |  output reg                      isNegative,
        |  output reg                      isHuge
        |);
        |  /* verilator inline_module */
        |  localparam WIDENED = PRODUCT + ${RoundingShift.widening};
        |  localparam WIDTH = WIDENED > KEPT + 2 ? WIDENED : KEPT + 2;
        |  function [KEPT+1:0] settle;
        |    input                    sign;
        |    input signed [WIDTH-1:0] number;
        |    reg [KEPT:0]             half;
        |    begin
        |      half = number[KEPT:0] + {{KEPT{1'b0}}, 1'b1};
        |      settle = {|(number[WIDTH-1:KEPT-1] ^ {(WIDTH-KEPT+1){sign}}), sign, half[KEPT:1]};
        |    end
        |  endfunction
        |  wire signed [WIDTH-1:0] widened = {{(WIDTH-WIDENED){x[PRODUCT-1]}}, x, ${RoundingShift.widening}'d0};
        |  generate
        |    if (STAGED != 0) begin : staged
        |      reg signed [WIDTH-1:0] shifted;
        |      always @(posedge clock) begin
        |        if (shifts) shifted <= widened >>> places;
        |        if (round) {isHuge, isNegative, rounded} <= settle(shifted[WIDTH-1], shifted);
        |      end
        |    end else begin : direct
        |      always @(posedge clock) begin
        |        if (round) {isHuge, isNegative, rounded} <= settle(x[PRODUCT-1], widened >>> places);
        |      end
        |    end
        |  endgenerate
        |endmodule
        |""".stripMargin
  )
}

object RoundingShift {

  /** Zeros behind a number before it is shifted right by n + 8 and rounded: 8 for the smallest n, one for rounding. */
  val widening: Int = 1 - CoreParameters.SHIFT_MINIMUM
}
