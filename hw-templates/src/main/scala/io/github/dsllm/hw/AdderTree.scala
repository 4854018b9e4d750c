package io.github.dsllm.hw

import chisel3._
import chisel3.util.{RegEnable, log2Ceil}

/** The sum of `count` numbers, a register every [[AdderTree.levels]] levels and at the end; wraps at `width`. Latency: [[AdderTree.latency]] cycles. */
class AdderTree(count: Int, inWidth: Int, width: Int) extends Module {
  override def desiredName = s"AdderTree_${count}_${inWidth}_$width"

  val valid    = IO(Input(Bool()))
  val in       = IO(Input(Vec(count, SInt(inWidth.W))))
  val outValid = IO(Output(Bool()))
  val out      = IO(Output(SInt(width.W)))

  private def add(a: SInt, b: SInt): SInt = SignedAdder(a, b, math.min(math.max(a.getWidth, b.getWidth) + 1, width))

  private def sum(numbers: Seq[SInt]): SInt =
    if (numbers.size == 1) numbers.head
    else sum(numbers.grouped(2).map(pair => if (pair.size == 1) pair.head else add(pair(0), pair(1))).toSeq)

  private def stages(numbers: Seq[SInt], isValid: Bool): (SInt, Bool) = {
    val sums = numbers.grouped(1 << AdderTree.levels).map(group => RegEnable(sum(group), isValid)).toSeq
    val next = RegNext(isValid, false.B)
    if (sums.size == 1) (sums.head, next) else stages(sums, next)
  }

  private val (total, isTotal) = stages(in.map(x => if (inWidth > width) Shape.fit(x, width) else x), valid)
  out      := Shape.fit(total, width)
  outValid := isTotal
}

object AdderTree {
  val levels = 3

  def latency(count: Int): Int = math.max(1, (log2Ceil(count) + levels - 1) / levels)
}
