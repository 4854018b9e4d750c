package io.github.dsllm.hw

import chisel3._

/** The exact product of two signed numbers, combinational.
  *
  * An inline module because firtool prints signed products as sign-extended unsigned ones, on which Yosys 0.23 spends three multipliers each.
  */
class SignedMultiplier(aWidth: Int, bWidth: Int)
    extends ExtModule(Map("A_WIDTH" -> IntParam(aWidth), "B_WIDTH" -> IntParam(bWidth), "FULL_WIDTH" -> IntParam(math.max(64, aWidth + bWidth)))) {
  override def desiredName = "SignedMultiplier"

  val a       = IO(Input(SInt(aWidth.W)))
  val b       = IO(Input(SInt(bWidth.W)))
  val product = IO(Output(SInt((aWidth + bWidth).W)))

  setInline(
    "SignedMultiplier.v",
    """|module SignedMultiplier #(
       |  parameter A_WIDTH = 2,
       |  parameter B_WIDTH = 2,
       |  parameter FULL_WIDTH = 64
       |) (
       |  input  signed [A_WIDTH-1:0]         a,
       |  input  signed [B_WIDTH-1:0]         b,
       |  output signed [A_WIDTH+B_WIDTH-1:0] product
       |);
       |  /* verilator inline_module */
       |  wire signed [FULL_WIDTH-1:0] full /* verilator public_flat_rd */ = $signed(a) * $signed(b);
       |  assign product = full[A_WIDTH+B_WIDTH-1:0];
       |endmodule
       |""".stripMargin
  )
}

object SignedMultiplier {
  def apply(a: SInt, b: SInt): SInt = {
    val multiplier = Module(new SignedMultiplier(a.getWidth, b.getWidth))
    multiplier.a := a
    multiplier.b := b
    multiplier.product
  }
}
