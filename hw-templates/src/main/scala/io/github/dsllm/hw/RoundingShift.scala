package io.github.dsllm.hw

import chisel3._
import io.github.dsllm.codegen.chip.CoreParameters

/** Register of R(x, n). `isLeft` says n ≤ 0, and `places` is n − 1, or n + 8 for n ≤ 0.
  *
  * Inline Verilog, so that simulators compute the shift only when `enable` is high. `width` bits must hold x·2^9 for every x that is shifted left.
  */
class RoundingShift(product: Int, placesBits: Int, width: Int)
    extends ExtModule(Map("PRODUCT" -> IntParam(product), "PLACES" -> IntParam(placesBits), "WIDTH" -> IntParam(width))) {
  override def desiredName = "RoundingShift"

  val clock   = IO(Input(Clock()))
  val enable  = IO(Input(Bool()))
  val x       = IO(Input(SInt(product.W)))
  val isLeft  = IO(Input(Bool()))
  val places  = IO(Input(UInt(placesBits.W)))
  val rounded = IO(Output(SInt(width.W)))

  setInline(
    "RoundingShift.v",
    s"""|module RoundingShift #(
        |  parameter PRODUCT = 2,
        |  parameter PLACES = 1,
        |  parameter WIDTH = 2
        |) (
        |  input                           clock,
        |  input                           enable,
        |  input      signed [PRODUCT-1:0] x,
        |  input                           isLeft,
        |  input             [PLACES-1:0]  places,
        |  output reg signed [WIDTH-1:0]   rounded
        |);
        |  /* verilator inline_module */
        |  function signed [WIDTH-1:0] round;
        |    input signed [WIDTH-1:0] number;
        |    input                    left;
        |    input [PLACES-1:0]       shift;
        |    reg signed [WIDTH-1:0]   shifted;
        |    begin
        |      shifted = left ? number <<< ${RoundingShift.widening} : number;
        |      shifted = shifted >>> shift;
        |      shifted = shifted + {{(WIDTH-1){1'b0}}, 1'b1};
        |      round = shifted >>> 1;
        |    end
        |  endfunction
        |  always @(posedge clock) begin
        |    if (enable) rounded <= round({{(WIDTH-PRODUCT){x[PRODUCT-1]}}, x}, isLeft, places);
        |  end
        |endmodule
        |""".stripMargin
  )
}

object RoundingShift {

  /** Left shift of a number with n ≤ 0 before it is shifted right by n + 8 and rounded. */
  val widening: Int = 1 - CoreParameters.SHIFT_MINIMUM
}
