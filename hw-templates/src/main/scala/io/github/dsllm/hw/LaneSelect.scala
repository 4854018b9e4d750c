package io.github.dsllm.hw

import chisel3._
import chisel3.util.log2Ceil

/** Item `index` of a word of `items` items of `width` bits, combinational.
  *
  * An inline module because an indexed part select stays one operation in simulators and one multiplexer tree in Yosys; firtool prints a chain of comparisons.
  */
class LaneSelect(width: Int, items: Int)
    extends ExtModule(Map("WIDTH" -> IntParam(width), "ITEMS" -> IntParam(items), "INDEX_BITS" -> IntParam(math.max(1, log2Ceil(items))))) {
  override def desiredName = "LaneSelect"

  val word  = IO(Input(UInt((width * items).W)))
  val index = IO(Input(UInt(math.max(1, log2Ceil(items)).W)))
  val item  = IO(Output(UInt(width.W)))

  setInline(
    "LaneSelect.v",
    """|module LaneSelect #(
       |  parameter WIDTH = 1,
       |  parameter ITEMS = 2,
       |  parameter INDEX_BITS = 1
       |) (
       |  input  [WIDTH*ITEMS-1:0] word,
       |  input  [INDEX_BITS-1:0]  index,
       |  output [WIDTH-1:0]       item
       |);
       |  /* verilator inline_module */
       |  assign item = word[index*WIDTH +: WIDTH];
       |endmodule
       |""".stripMargin
  )
}

object LaneSelect {
  def apply(word: UInt, index: UInt, width: Int): UInt = {
    val items  = word.getWidth / width
    val select = Module(new LaneSelect(width, items))
    select.word  := word
    select.index := Shape.fit(index, math.max(1, log2Ceil(items)))
    select.item
  }
}
