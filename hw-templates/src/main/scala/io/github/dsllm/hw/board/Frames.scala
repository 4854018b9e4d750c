package io.github.dsllm.hw.board

import chisel3._
import chisel3.util.{Decoupled, Valid, log2Ceil}
import io.github.dsllm.codegen.chip.BoardParameters
import io.github.dsllm.hw.Shape

/** The special bytes of a frame (docs/host-link.md §2). */
object Slip {
  val end           = 0xc0
  val escape        = 0xdb
  val escapedEnd    = 0xdc
  val escapedEscape = 0xdd
  val crcBytes      = 4

  /** Sequence number and command. */
  val headerBytes = 2
}

/** Frames that did not reach the board, one cycle for each. */
class FrameTrouble extends Bundle {
  val isBad   = Bool()
  val isLine  = Bool()
  val isEarly = Bool()
}

/** A byte for the memory of frames. */
class FrameByte extends Bundle {
  val address = UInt(log2Ceil(BoardParameters.FRAME_BYTES).W)
  val data    = UInt(8.W)
}

/** Finds frames in the bytes of the line and writes their bodies into memory, from address 0 on.
  *
  * `frame` is valid when an intact one stands there, with its length without the CRC, until it is taken; what comes meanwhile is dropped.
  */
class FrameReceiver extends Module {
  val byte     = IO(Flipped(Valid(UInt(8.W))))
  val isBroken = IO(Input(Bool()))
  val write    = IO(Valid(new FrameByte))
  val frame    = IO(Decoupled(UInt(log2Ceil(BoardParameters.FRAME_BYTES).W)))
  val trouble  = IO(Output(new FrameTrouble))

  private val length     = RegInit(0.U(log2Ceil(BoardParameters.FRAME_BYTES + 1).W))
  private val isEscaped  = RegInit(false.B)
  private val isWrong    = RegInit(false.B)
  private val isLineBad  = RegInit(false.B)
  private val isHeld     = RegInit(false.B)
  private val isDropping = RegInit(false.B)
  private val heldLength = Reg(UInt(frame.bits.getWidth.W))
  private val crc        = Module(new Crc32)

  private val isEnd     = byte.valid && byte.bits === Slip.end.U
  private val isInside  = byte.valid && !isEnd
  private val isEscape  = byte.bits === Slip.escape.U
  private val isOpen    = !isHeld && !isDropping
  private val isFull    = length === BoardParameters.FRAME_BYTES.U
  private val isReplaced = byte.bits === Slip.escapedEnd.U || byte.bits === Slip.escapedEscape.U
  private val isData    = isInside && isOpen && (isEscaped || !isEscape)

  write.valid        := isData && !isFull
  write.bits.address := Shape.fit(length, write.bits.address.getWidth)
  write.bits.data    := Mux(isEscaped, Mux(byte.bits === Slip.escapedEnd.U, Slip.end.U, Slip.escape.U), byte.bits)
  crc.byte.valid     := write.valid
  crc.byte.bits      := write.bits.data
  crc.clear          := isEnd

  when(isInside) {
    when(isOpen) {
      isEscaped := isEscape && !isEscaped
      when(isData) {
        isWrong := isWrong || isFull || (isEscaped && !isReplaced)
        when(!isFull) { length := length + 1.U }
      }
    }.otherwise { isDropping := true.B }
  }
  when(isBroken) { isLineBad := true.B }

  private val isLongEnough = length >= (Slip.headerBytes + Slip.crcBytes).U
  private val isIntact     = isLongEnough && crc.isIntact && !isWrong && !isEscaped && !isLineBad
  private val isFrame      = length =/= 0.U || isWrong || isEscaped
  when(isEnd) {
    length     := 0.U
    isEscaped  := false.B
    isWrong    := false.B
    isLineBad  := false.B
    isDropping := false.B
    when(isOpen && isIntact) {
      isHeld     := true.B
      heldLength := Shape.fit(length - Slip.crcBytes.U, heldLength.getWidth)
    }
  }
  when(frame.fire) { isHeld := false.B }

  frame.valid     := isHeld
  frame.bits      := heldLength
  trouble.isLine  := isEnd && isLineBad
  trouble.isEarly := isEnd && isDropping && !isLineBad
  trouble.isBad   := isEnd && isOpen && isFrame && !isIntact && !isLineBad
}

/** A byte of a body and whether it is the last. */
class BodyByte extends Bundle {
  val data = UInt(8.W)
  val last = Bool()
}

/** Makes a frame of a body: ends, escapes and CRC. */
class FrameSender extends Module {
  val body = IO(Flipped(Decoupled(new BodyByte)))
  val byte = IO(Decoupled(UInt(8.W)))

  private object Phase extends ChiselEnum { val begin, body, crc, finish = Value }
  private val phase     = RegInit(Phase.begin)
  private val isEscaped = RegInit(false.B)
  private val crcIndex  = RegInit(0.U(2.W))
  private val crc       = Module(new Crc32)

  private val isBody    = phase === Phase.body
  private val isCrc     = phase === Phase.crc
  private val crcByte   = VecInit((0 until Slip.crcBytes).map(i => crc.value(8 * i + 7, 8 * i)))(crcIndex)
  private val plain     = Mux(isBody, body.bits.data, crcByte)
  private def isSpecial(code: UInt): Bool = code === Slip.end.U || code === Slip.escape.U
  private val isPlainSpecial = isSpecial(plain)
  private val escaped   = Mux(isEscaped, Mux(plain === Slip.end.U, Slip.escapedEnd.U, Slip.escapedEscape.U), Mux(isPlainSpecial, Slip.escape.U, plain))
  private val isWhole   = byte.fire && (isEscaped || !isPlainSpecial)

  byte.valid     := Mux(isBody || phase === Phase.begin, body.valid && crc.isIdle, crc.isIdle)
  byte.bits      := Mux(isBody || isCrc, escaped, Slip.end.U)
  body.ready     := isBody && crc.isIdle && byte.ready && (isEscaped || !isSpecial(body.bits.data))
  crc.byte.valid := body.fire
  crc.byte.bits  := plain
  crc.clear      := phase === Phase.begin
  when(byte.fire && (isBody || isCrc)) { isEscaped := isPlainSpecial && !isEscaped }

  when(phase === Phase.begin && byte.fire) { phase := Phase.body }
  when(body.fire && body.bits.last) { phase := Phase.crc }
  when(isCrc && isWhole) {
    crcIndex := crcIndex + 1.U
    when(crcIndex === (Slip.crcBytes - 1).U) { phase := Phase.finish }
  }
  when(phase === Phase.finish && byte.fire) { phase := Phase.begin }
}
