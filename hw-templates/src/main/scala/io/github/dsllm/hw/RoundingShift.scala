package io.github.dsllm.hw

import chisel3._
import io.github.dsllm.codegen.chip.CoreParameters

/** Register of R(x, n) + `added`, `isStaged` with another one between shift and rounding, cut to `kept` bits, with `places` = n + 8 ≥ 0; `isNegative` and `isHuge` say of R(x, n) alone that it is, and that it is at least 2^(kept − 2) in size. `added` comes with `round`.
  *
  * x is widened by 8 places and one for rounding before it is shifted right, so that one shifter serves every n. It shifts by the largest power of two first, and after each step forgets
  * the bits that no later step can bring down to those that are kept, but for whether one of them says that the number is huge. Inline Verilog, so that simulators compute the
  * shift only when `shifts` and `round` say so.
  */
class RoundingShift(product: Int, placesBits: Int, kept: Int, addend: Int, isStaged: Boolean)
    extends ExtModule(
      Map("PRODUCT" -> IntParam(product), "PLACES" -> IntParam(placesBits), "KEPT" -> IntParam(kept), "ADDEND" -> IntParam(addend), "STAGED" -> IntParam(if (isStaged) 1 else 0))
    ) {
  override def desiredName = "RoundingShift"

  val clock      = IO(Input(Clock()))
  val shifts     = IO(Input(Bool()))
  val round      = IO(Input(Bool()))
  val x          = IO(Input(SInt(product.W)))
  val places     = IO(Input(UInt(placesBits.W)))
  val added      = IO(Input(SInt(addend.W)))
  val rounded    = IO(Output(SInt(kept.W)))
  val isNegative = IO(Output(Bool()))
  val isHuge     = IO(Output(Bool()))

  setInline(
    "RoundingShift.v",
    s"""|module RoundingShift #(
        |  parameter PRODUCT = 2,
        |  parameter PLACES = 1,
        |  parameter KEPT = 2,
        |  parameter ADDEND = 1,
        |  parameter STAGED = 0
        |) (
        |  input                           clock,
        |  /* verilator lint_off UNUSEDSIGNAL */
        |  input                           shifts,
        |  /* verilator lint_on UNUSEDSIGNAL */
        |  input                           round,
        |  input      signed [PRODUCT-1:0] x,
        |  input             [PLACES-1:0]  places,
        |  input      signed [ADDEND-1:0]  added,
        |  output reg signed [KEPT-1:0]    rounded,
        |  output reg                      isNegative,
        |  output reg                      isHuge
        |);
        |  /* verilator inline_module */
        |  localparam WIDENED = PRODUCT + ${RoundingShift.widening};
        |  localparam WIDTH = WIDENED > KEPT + 2 ? WIDENED : KEPT + 2;
        |  // whether the number is huge, its sign, what is kept of it
        |  function [KEPT+2:0] shift;
        |    input signed [WIDTH-1:0] number;
        |    input [PLACES-1:0]       by;
        |    reg signed [WIDTH-1:0]   left;
        |    reg                      huge;
        |    integer                  step;
        |    integer                  i;
        |    begin
        |      left = number;
        |      huge = 1'b0;
        |      for (step = PLACES - 1; step >= 0; step = step - 1) begin
        |        if (by[step]) left = left >>> (1 << step);
        |        for (i = KEPT + (1 << step); i < WIDTH; i = i + 1) begin
        |          huge = huge | (left[i] ^ number[WIDTH-1]);
        |          left[i] = number[WIDTH-1];
        |        end
        |      end
        |      shift = {huge, number[WIDTH-1], left[KEPT:0]};
        |    end
        |  endfunction
        |  function [KEPT+1:0] settle;
        |    input [KEPT+2:0] shifted;
        |    input [KEPT:0]   addend;
        |    reg              huge;
        |    reg              sign;
        |    reg [KEPT:0]     number;
        |    reg [KEPT:0]     sum;
        |    begin
        |      {huge, sign, number} = shifted;
        |      sum = number + addend;
        |      settle = {huge | (|(number[KEPT:KEPT-1] ^ {2{sign}})), sign, sum[KEPT:1]};
        |    end
        |  endfunction
        |  wire [KEPT:0] addend = {{(KEPT-ADDEND){added[ADDEND-1]}}, added, 1'b1}; // with one half
        |  wire signed [WIDTH-1:0] widened = {{(WIDTH-WIDENED){x[PRODUCT-1]}}, x, ${RoundingShift.widening}'d0};
        |  generate
        |    if (STAGED != 0) begin : staged
        |      reg [KEPT+2:0] shifted;
        |      always @(posedge clock) begin
        |        if (shifts) shifted <= shift(widened, places);
        |        if (round) {isHuge, isNegative, rounded} <= settle(shifted, addend);
        |      end
        |    end else begin : direct
        |      always @(posedge clock) begin
        |        if (round) {isHuge, isNegative, rounded} <= settle(shift(widened, places), addend);
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
