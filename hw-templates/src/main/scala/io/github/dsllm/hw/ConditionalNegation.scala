package io.github.dsllm.hw

import chisel3._

/** x or −x, widened; combinational. An inline module, because firtool would give the widened x a wire of its own, which simulators compute in every cycle. */
class ConditionalNegation(width: Int, widened: Int) extends ExtModule(Map("WIDTH" -> IntParam(width), "WIDENED" -> IntParam(widened))) {
  override def desiredName = "ConditionalNegation"

  val x       = IO(Input(SInt(width.W)))
  val negates = IO(Input(Bool()))
  val y       = IO(Output(SInt(widened.W)))

  setInline(
    "ConditionalNegation.v",
    """|module ConditionalNegation #(
       |  parameter WIDTH = 1,
       |  parameter WIDENED = 2
       |) (
       |  input  signed [WIDTH-1:0]   x,
       |  input                       negates,
       |  output signed [WIDENED-1:0] y
       |);
       |  /* verilator inline_module */
       |  assign y = ({{(WIDENED-WIDTH){x[WIDTH-1]}}, x} ^ {WIDENED{negates}}) + {{(WIDENED-1){1'b0}}, negates};
       |endmodule
       |""".stripMargin
  )
}

object ConditionalNegation {
  def apply(x: SInt, negates: Bool, widened: Int): SInt = {
    val unit = Module(new ConditionalNegation(x.getWidth, widened))
    unit.x       := x
    unit.negates := negates
    unit.y
  }
}
