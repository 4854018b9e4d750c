package io.github.dsllm.hw

import chisel3._
import chisel3.util.{Cat, RegEnable, Valid}
import io.github.dsllm.codegen.chip.{CoreParameters, Numerics, ReciprocalTable}

/** Prepares a division by relaxation: the exponent e = bitlength(H − 1), the normalised self-reaction Hn = R(H, e − Wh) in 2^(Wh−1) … 2^Wh and the
  * estimate T of its reciprocal.
  *
  * One result per cycle, [[ReciprocalEstimate.latency]] cycles after its H. H ≥ 2^Fp.
  */
class ReciprocalEstimate(p: CoreParameters) extends Module {
  private val numerics  = p.numerics
  private val hn        = numerics.divisorBits
  private val tableBits = numerics.reciprocalTableBits
  private val width     = math.max(p.widths.weightSum, numerics.weightFraction + 2)
  private val widening  = math.max(0, hn - numerics.weightFraction)
  require(tableBits < hn, s"reciprocalTableBits = $tableBits must be less than divisorBits = $hn")

  val in  = IO(Flipped(Valid(UInt(width.W))))
  val out = IO(Valid(new ReciprocalEstimateResult(p)))

  private val valid0 = RegNext(in.valid, false.B)
  private val valid1 = RegNext(valid0, false.B)
  private val valid2 = RegNext(valid1, false.B)

  private val h0 = RegEnable(in.bits, in.valid)
  private val h1 = RegEnable(h0, valid0)
  private val e1 = RegEnable(Rounding.bitLength(h0 - 1.U), valid0)

  private val hn2 = RegEnable(Rounding.round(h1 << widening, e1 - (hn - widening).U)(hn, 0), valid1)
  private val e2  = RegEnable(e1, valid1)

  private val tableWidth = Numerics.RECIPROCAL_FRACTION + 2
  private val entries = ReciprocalTable.entries(numerics).map(BigInt(_))
  private val isFull = hn2(hn)
  private val index  = Mux(isFull, ((1 << tableBits) - 1).U, hn2(hn - 2, hn - 1 - tableBits))

  out.valid   := RegNext(valid2, false.B)
  out.bits.e  := RegEnable(e2, valid2)
  out.bits.hn := RegEnable(hn2, valid2)
  out.bits.t  := RegEnable(Cat((0 until tableWidth).reverse.map(column)), valid2)

  /** A bit of the entry: one function of the index, of which Yosys makes a few look-up tables; words of several bits it takes for a shifter. */
  private def column(bit: Int): UInt = {
    val bits = entries.zipWithIndex.map { case (entry, i) => ((entry >> bit) & 1) << i }.sum
    LaneSelect(bits.U((1 << tableBits).W), index, 1)
  }
}

/** e, Hn and T of a division. */
class ReciprocalEstimateResult(p: CoreParameters) extends Bundle {
  val e  = UInt(6.W)
  val hn = UInt((p.numerics.divisorBits + 1).W)
  val t  = UInt((Numerics.RECIPROCAL_FRACTION + 2).W)
}

object ReciprocalEstimate {
  val latency = 4
}
