package io.github.dsllm.hw

import chisel3._
import chisel3.util.{Decoupled, Valid, is, switch}

/** An EVOLVE, or a STORE of which only `coupling` and `count` matter. */
class TrainCommand(s: Shape) extends Bundle {
  val isStore  = Bool()
  val source   = UInt(s.groupBits.W)
  val currents = UInt(s.groupBits.W)
  val coupling = UInt(s.couplingBits.W)
  val count    = UInt(16.W)
  val shift    = SInt(8.W)
  val pc       = UInt(s.pcBits.W)
  val valid    = UInt(s.countBits.W)
}

/** What the lanes get from the unit while it is active: nothing else may use them. `fetch` reads a word for STORE. */
class TrainControl(s: Shape) extends Bundle {
  val isActive = Bool()
  val fetch    = Valid(UInt(s.couplingBits.W))
  val shift    = SInt(8.W)
  val pc       = UInt(s.pcBits.W)
  val valid    = UInt(s.countBits.W)
}

/** A coupling word with its master bits on its way to the host. */
class StoredWord(s: Shape) extends Bundle {
  val address = UInt(s.couplingBits.W)
  val data    = UInt(s.couplingWord.W)
}

/** Runs EVOLVE, one coupling word per cycle, and STORE, one per two cycles, while everything else of the tile is idle (docs/core.md §7).
  *
  * EVOLVE of n words is done n + 6 cycles after its command: a cycle for the command, one that reads the currents and the first group of inputs, n slots, and until the last word
  * is in memory. `done` is high in the last cycle.
  */
class TrainUnit(s: Shape) extends Module {
  val command  = IO(Flipped(Decoupled(new TrainCommand(s))))
  val control  = IO(Output(new TrainControl(s)))
  val slot     = IO(Output(new StreamSlot(s)))
  val currents = IO(Output(new PostSlot(s)))
  val fill     = IO(Valid(UInt(s.groupBits.W)))
  val word     = IO(Input(UInt(s.couplingWord.W)))
  val stored   = IO(Decoupled(new StoredWord(s)))
  val done     = IO(Output(Bool()))

  private object Phase extends ChiselEnum { val idle, load, run, drain, fetch, offer = Value }

  private val phase  = RegInit(Phase.idle)
  private val task   = Reg(new TrainCommand(s))
  private val index  = Reg(UInt(s.laneBits.W))
  private val drain  = Reg(UInt(3.W))
  private val isLast = task.count === 1.U
  private val isLastIndex = index === (s.lanes - 1).U
  private val loads  = phase === Phase.load
  private val runs   = phase === Phase.run

  command.ready := phase === Phase.idle

  control.isActive    := phase =/= Phase.idle
  control.fetch.valid := phase === Phase.fetch
  control.fetch.bits  := task.coupling
  control.shift       := task.shift
  control.pc          := task.pc
  control.valid       := task.valid

  currents        := 0.U.asTypeOf(new PostSlot(s))
  currents.a      := OperandA.state
  currents.valid  := loads
  currents.source := task.currents
  currents.target := Target.none

  fill.valid := loads || (runs && isLastIndex && !isLast)
  fill.bits  := task.source

  slot          := 0.U.asTypeOf(new StreamSlot(s))
  slot.valid    := runs
  slot.kind     := StreamKind.linear
  slot.index    := index
  slot.coupling := task.coupling

  stored.valid        := phase === Phase.offer
  stored.bits.address := task.coupling
  stored.bits.data    := word
  done := (phase === Phase.drain && drain === 0.U) || (stored.fire && isLast)

  private def next(): Unit = {
    task.count    := task.count - 1.U
    task.coupling := task.coupling + 1.U
  }
  when(fill.valid) { task.source := task.source + 1.U }
  switch(phase) {
    is(Phase.idle) {
      when(command.fire) {
        task  := command.bits
        index := 0.U
        phase := Mux(command.bits.isStore, Phase.fetch, Phase.load)
      }
    }
    is(Phase.load) { phase := Phase.run }
    is(Phase.run) {
      next()
      index := index + 1.U
      when(isLast) {
        phase := Phase.drain
        drain := TrainUnit.drainCycles.U
      }
    }
    is(Phase.drain) {
      drain := drain - 1.U
      when(drain === 0.U) { phase := Phase.idle }
    }
    is(Phase.fetch) { phase := Phase.offer }
    is(Phase.offer) {
      when(stored.fire) {
        next()
        phase := Mux(isLast, Phase.idle, Phase.fetch)
      }
    }
  }
}

object TrainUnit {
  /** Cycles behind the last slot before the one in which its word is written. */
  val drainCycles = 4
}
