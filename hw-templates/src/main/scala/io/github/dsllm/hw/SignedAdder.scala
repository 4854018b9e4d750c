package io.github.dsllm.hw

import chisel3._

/** The sum of two signed numbers of equal width, combinational; exact where `sumWidth` is `width` + 1, the largest it may be, else it wraps.
  *
  * An inline module so that synthesis can map each adder to a carry chain before it flattens the design: Yosys would join adders that follow each other to tables that save carries, with three
  * times as many connections.
  */
class SignedAdder(width: Int, sumWidth: Int) extends ExtModule(Map("WIDTH" -> IntParam(width), "SUM_WIDTH" -> IntParam(sumWidth))) {
  override def desiredName = "SignedAdder"

  val a   = IO(Input(SInt(width.W)))
  val b   = IO(Input(SInt(width.W)))
  val sum = IO(Output(SInt(sumWidth.W)))

  setInline(
    "SignedAdder.v",
    """|module SignedAdder #(
       |  parameter WIDTH = 2,
       |  parameter SUM_WIDTH = 2
       |) (
       |  input  signed [WIDTH-1:0]     a,
       |  input  signed [WIDTH-1:0]     b,
       |  output signed [SUM_WIDTH-1:0] sum
       |);
       |  /* verilator inline_module */
       |  wire signed [WIDTH:0] full = $signed({a[WIDTH-1], a}) + $signed({b[WIDTH-1], b});
       |  assign sum = full[SUM_WIDTH-1:0];
       |endmodule
       |""".stripMargin
  )
}

object SignedAdder {
  def apply(a: SInt, b: SInt, sumWidth: Int): SInt = {
    val width = math.max(a.getWidth, b.getWidth)
    val adder = Module(new SignedAdder(width, sumWidth))
    adder.a := a.pad(width)
    adder.b := b.pad(width)
    adder.sum
  }
}
