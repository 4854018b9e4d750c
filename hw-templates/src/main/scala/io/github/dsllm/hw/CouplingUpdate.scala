package io.github.dsllm.hw

import chisel3._
import chisel3.util.{Cat, Fill, RegEnable, ShiftRegister, Valid}
import io.github.dsllm.codegen.chip.CoreParameters
import io.github.dsllm.codegen.chip.UpdateRounding
import io.github.dsllm.codegen.chip.Numerics

/** A coupling word after its update; `count` valid lanes for the trace. */
class EvolvedWord(s: Shape) extends Bundle {
  val pc        = UInt(s.pcBits.W)
  val count     = UInt(s.countBits.W)
  val data      = UInt(s.couplingWord.W)
  val saturated = UInt(s.lanes.W)
}

/** A coupling after an update. */
class EvolvedCoupling(s: Shape) extends Bundle {
  val master    = SInt(s.couplingCell.W)
  val saturated = Bool()
}

/** Control of an update, the same for all lanes: in S1 it selects the operands, in S3 the product is rounded by `places` − 8 places, in S4 the master takes the change. `below` has
  * the bits of a product that lie below half a unit, `half` the one that is half a unit: places of the noise and of its sign.
  */
class LaneTraining(s: Shape) extends Bundle {
  val isUpdate = Bool()
  val round    = Bool()
  val places   = UInt(s.placesBits.W)
  val evolve   = Bool()
  val below    = UInt(32.W)
  val half     = UInt(32.W)
}

/** What a lane that learns has beside a stream: the rounding shifter of an update and the register of the changed master.
  *
  * The product of a current and an input is rounded in S3, with the noise added before it where rounding is stochastic; `evolved` stands after S4, saturated. A rounded product
  * of 2^couplingCell or more saturates every master, so two bits more than a master are kept of it.
  */
class LaneUpdate(s: Shape) extends Module {
  val control = IO(Input(new LaneTraining(s)))
  val product = IO(Input(SInt(s.streamProduct.W)))
  val master  = IO(Input(SInt(s.couplingCell.W)))
  val random  = IO(Input(UInt(32.W)))
  val evolved = IO(Output(new EvolvedCoupling(s)))

  private val width    = math.max(s.streamProduct, 32) + 1
  private val kept     = s.couplingCell + 2
  private val rounding = Module(new RoundingShift(width, s.placesBits, kept, addend = 1, isStaged = false))
  rounding.clock  := clock
  rounding.shifts := control.round
  rounding.round  := control.round
  rounding.x      := Shape.fit(product, width) + noise
  rounding.places := control.places
  rounding.added  := 0.S

  private val register = Reg(new EvolvedCoupling(s))
  private val largest  = ((BigInt(1) << (s.couplingCell - 1)) - 1).S((kept + 1).W)
  private val changed  = Shape.fit(master, kept + 1) - Shape.fit(rounding.rounded, kept + 1)
  private val isAbove  = Mux(rounding.isHuge, rounding.isNegative, changed > largest)
  private val isBelow  = Mux(rounding.isHuge, !rounding.isNegative, changed < ~largest)
  when(control.evolve) {
    register.master    := Shape.fit(Mux(isAbove, largest, Mux(isBelow, ~largest, changed)), s.couplingCell)
    register.saturated := isAbove || isBelow
  }
  evolved := register

  /** The lowest bits of the random number as a signed number of less than half a unit; 0 where updates are rounded to the nearest. */
  private def noise: SInt =
    if (s.p.training.rounding == UpdateRounding.STOCHASTIC) {
      val isNegative = (random & control.half).orR
      (Fill(32, isNegative) & ~control.below | random & control.below).asSInt
    } else 0.S
}

/** The way of a coupling word through the lanes while EVOLVE runs, built into the lane array: a slot of S0 reads its word in S3, so that it meets the rounded product in S4, and
  * writes it in S5. The LFSR makes 32 shifts for each word (stochastic rounding only).
  */
class CouplingUpdate(s: Shape, control: TrainControl, isSlot: Bool, address: UInt) {
  private val isDrawn = s.p.training.rounding == UpdateRounding.STOCHASTIC
  private val depth   = 3

  val isActive: Bool = control.isActive

  private val starts   = isActive && isSlot
  private val evolve2  = ShiftRegister(starts, depth - 1, false.B, true.B)
  private val evolve3  = RegNext(evolve2, false.B)
  private val evolve4  = RegNext(evolve3, false.B)
  private val evolve5  = RegNext(evolve4, false.B)
  private val address3 = ShiftRegister(address, depth)
  private val address5 = ShiftRegister(address3, 2)

  /** Reads of coupling memory: by the update, by STORE, or by a stream. */
  val reads: Bool       = evolve3 || control.fetch.valid
  val readAddress: UInt = Mux(evolve3, address3, Mux(control.fetch.valid, control.fetch.bits, address))

  val evolved: Vec[EvolvedCoupling] = Wire(Vec(s.lanes, new EvolvedCoupling(s)))
  private val data = Cat(evolved.map(_.master.asUInt).reverse)

  val write: Valid[CouplingWrite] = {
    val port = Wire(Valid(new CouplingWrite(s)))
    port.valid        := evolve5 && !Module.reset.asBool // before its first clock edge in reset a register may be anything, and the memory has contents
    port.bits.address := address5
    port.bits.data    := data
    port
  }

  val written: Valid[EvolvedWord] = {
    val port = Wire(Valid(new EvolvedWord(s)))
    port.valid          := evolve5
    port.bits.pc        := control.pc
    port.bits.count     := control.valid
    port.bits.data      := data
    port.bits.saturated := Cat(evolved.map(_.saturated).reverse)
    port
  }

  private val register = RegInit((if (isDrawn) s.p.training.seed.toLong & 0xffffffffL else 0L).U(32.W))
  if (isDrawn) { when(evolve2) { register := CouplingUpdate.after32Shifts(register) } }

  /** What lane l draws, in S3. */
  def random(lane: Int): UInt = if (isDrawn) register.rotateLeft(CouplingUpdate.rotation * lane % 32) else 0.U

  val lane: LaneTraining = {
    val port = Wire(new LaneTraining(s))
    val half = RegNext((1.U(33.W) << (control.shift.asUInt)(5, 0) >> 1)(31, 0))
    port.isUpdate := isActive
    port.round    := evolve3
    port.places   := RegNext(Shape.fit((control.shift - CoreParameters.SHIFT_MINIMUM.S).asUInt, s.placesBits))
    port.evolve   := evolve4
    port.half     := half
    port.below    := half - 1.U
    port
  }

  /** What the lanes multiply with: the upper bits of each coupling. */
  def upper(word: UInt): UInt = Cat(Seq.tabulate(s.lanes)(l => word((l + 1) * s.couplingCell - 1, (l + 1) * s.couplingCell - s.numerics.couplingBits)).reverse)
}

object CouplingUpdate {
  /** Places by which the random number of a lane is rotated against that of the lane before. */
  val rotation = 5

  /** The register of the LFSR of docs/isa.md §5 after 32 shifts: each bit is the parity of some bits now. */
  def after32Shifts(register: UInt): UInt = {
    val polynomial = Numerics.LFSR_POLYNOMIAL.toLong & 0xffffffffL
    val images = (0 until 32).map { bit =>
      (0 until 32).foldLeft(1L << bit)((value, _) => (value >>> 1) ^ (if ((value & 1) == 1) polynomial else 0L))
    }
    Cat((0 until 32).reverse.map { bit =>
      val sources = (0 until 32).filter(source => (images(source) >> bit & 1) == 1)
      sources.map(register(_)).reduce(_ ^ _)
    })
  }
}
