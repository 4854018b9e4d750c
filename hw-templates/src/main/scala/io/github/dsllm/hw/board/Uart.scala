package io.github.dsllm.hw.board

import chisel3._
import chisel3.util.{Cat, Decoupled, Valid, log2Ceil}

/** Takes bytes from a serial line: 8 data bits, lowest first, no parity, one stop bit, `bitCycles` cycles each.
  *
  * The line goes through two flip-flops; each bit is sampled once, in its middle. `byte` is valid for one cycle in the middle of the stop bit. Where that is 0, `isBroken` is high
  * for one cycle instead, and nothing is taken until the line is idle again.
  */
class UartReceiver(bitCycles: Int) extends Module {
  require(bitCycles >= 4, s"a bit of $bitCycles cycles cannot be sampled in its middle; perhaps you should choose a lower baud rate")
  val rx       = IO(Input(Bool()))
  val byte     = IO(Valid(UInt(8.W)))
  val isBroken = IO(Output(Bool()))

  private val settled = RegNext(rx, true.B)
  private val line    = RegNext(settled, true.B)

  private object Phase extends ChiselEnum { val idle, start, data, stop, broken = Value }
  private val phase   = RegInit(Phase.idle)
  private val count   = Reg(UInt(log2Ceil(bitCycles).W))
  private val bits    = Reg(UInt(3.W))
  private val shifted = Reg(UInt(8.W))
  private val isTime  = count === 0.U
  count := Mux(isTime, (bitCycles - 1).U, count - 1.U)

  when(phase === Phase.idle && !line) {
    count := (bitCycles / 2 - 1).U
    phase := Phase.start
  }
  when(phase === Phase.start && isTime) {
    bits  := 0.U
    phase := Mux(line, Phase.idle, Phase.data)
  }
  when(phase === Phase.data && isTime) {
    shifted := Cat(line, shifted(7, 1))
    bits    := bits + 1.U
    when(bits === 7.U) { phase := Phase.stop }
  }
  private val isStop = phase === Phase.stop && isTime
  when(isStop) { phase := Mux(line, Phase.idle, Phase.broken) }
  when(phase === Phase.broken && line) { phase := Phase.idle }

  byte.valid := isStop && line
  byte.bits  := shifted
  isBroken   := isStop && !line
}

/** Puts bytes on a serial line, as [[UartReceiver]] takes them; `tx` comes from a flip-flop. */
class UartTransmitter(bitCycles: Int) extends Module {
  val byte = IO(Flipped(Decoupled(UInt(8.W))))
  val tx   = IO(Output(Bool()))

  private val frameBits = 10
  private val shifted   = RegInit(1.U(9.W))
  private val bits      = RegInit(0.U(log2Ceil(frameBits + 1).W))
  private val count     = Reg(UInt(log2Ceil(bitCycles).W))
  private val isTime    = count === 0.U

  byte.ready := bits === 0.U
  when(byte.fire) {
    shifted := Cat(byte.bits, false.B)
    bits    := frameBits.U
    count   := (bitCycles - 1).U
  }.elsewhen(bits =/= 0.U) {
    count := Mux(isTime, (bitCycles - 1).U, count - 1.U)
    when(isTime) {
      shifted := Cat(true.B, shifted(8, 1))
      bits    := bits - 1.U
    }
  }
  tx := shifted(0)
}
