package io.github.dsllm.hw

import chisel3._
import chisel3.util.{Decoupled, RegEnable, is, switch}
import io.github.dsllm.codegen.chip.MemoryFormat
import io.github.dsllm.codegen.isa.NodeFunction

/** Where a tile gets its instructions from. After SAMPLE, an empty word or the last word it begins anew at 0. */
abstract class Fetch(s: Shape, tile: Int) extends Module {
  override def desiredName = s"Fetch_$tile"
  protected val lastWord   = s.p.depths.program - 1

  val out   = IO(Decoupled(new DecodedOperation(s)))
  val marks = IO(Input(Bool()))
  val load  = s.loadPort()

  protected val program     = ContentMemory(s, MemoryFormat.PROGRAM, tile, "program", load)
  protected val descriptors = ContentMemory(s, MemoryFormat.DESCRIPTOR, tile, "descriptors", load)
  program.clock           := clock
  descriptors.clock       := clock

  protected def descriptorOf(word: UInt): UInt = Shape.fit(word(7, 0), DsMemory.addressBits(s.p.depths.descriptors))

  protected def ends(operation: Operation): Bool = operation.opcode === 0.U || Operation.is(operation, NodeFunction.SAMPLE)
}

object Fetch {
  def apply(s: Shape, tile: Int): Fetch = if (s.isCompact) Module(new SerialFetch(s, tile)) else Module(new QueuedFetch(s, tile))
}

/** Reads an instruction, then its descriptor; both stay in the registers of their memories until the instruction is taken. */
class SerialFetch(s: Shape, tile: Int) extends Fetch(s, tile) {
  private object Phase extends ChiselEnum { val word, descriptor, operation = Value }
  private val phase = RegInit(Phase.word)
  private val pc    = RegInit(0.U(s.pcBits.W))

  program.readEnable      := phase === Phase.word
  program.readAddress     := pc
  descriptors.readEnable  := phase === Phase.descriptor
  descriptors.readAddress := descriptorOf(program.readData)

  private val operation = Operation.decode(s, program.readData, descriptors.readData, pc)
  private val isEmpty   = operation.opcode === 0.U
  out.valid := phase === Phase.operation && !isEmpty
  out.bits  := DecodedOperation(s, operation)

  switch(phase) {
    is(Phase.word) { phase := Phase.descriptor }
    is(Phase.descriptor) { phase := Phase.operation }
    is(Phase.operation) {
      when(isEmpty || out.ready) {
        phase := Phase.word
        pc    := Mux(ends(operation) || pc === lastWord.U, 0.U, pc + 1.U)
      }
    }
  }
}

/** Reads instructions and their descriptors ahead of the dispatcher, one per cycle; after SAMPLE, an empty word or the last word it begins anew at 0. An instruction
  * leaves from a register, decoded; `marks` says that its next group is marked as pending.
  */
class QueuedFetch(s: Shape, tile: Int) extends Fetch(s, tile) {
  private val depth = 8

  private val queue       = Module(new RegisteredQueue(new Operation(s), depth))

  private val pc           = RegInit(0.U(s.pcBits.W))
  private val isWord       = RegInit(false.B)
  private val isHeld       = RegInit(false.B)
  private val isDescriptor = RegInit(false.B)
  private val wordPc       = Reg(UInt(s.pcBits.W))
  private val held         = RegEnable(program.readData, isWord)
  private val heldPc       = RegEnable(wordPc, isWord)
  private val word         = RegEnable(held, isHeld)
  private val operationPc  = RegEnable(heldPc, isHeld)

  private val reserved = queue.count +& isWord +& isHeld +& isDescriptor
  private val mayRead  = reserved < depth.U
  program.readEnable      := mayRead
  program.readAddress     := pc
  descriptors.readEnable  := isHeld
  descriptors.readAddress := descriptorOf(held)

  private val operation = Operation.decode(s, word, descriptors.readData, operationPc)
  private val isEmpty   = isDescriptor && operation.opcode === 0.U
  private val isLast    = isDescriptor && ends(operation)
  queue.enq.valid := isDescriptor && !isEmpty
  queue.enq.bits  := operation

  isWord       := mayRead && !isLast
  isHeld       := isWord && !isLast
  isDescriptor := isHeld && !isLast
  when(mayRead) {
    wordPc := pc
    pc     := Mux(pc === lastWord.U, 0.U, pc + 1.U)
  }
  when(isLast) { pc := 0.U }

  private val isOut = RegInit(false.B)
  queue.deq.ready := !isOut || out.ready
  when(queue.deq.ready) { isOut := queue.deq.valid }
  out.valid := isOut
  private val decoded = Reg(new DecodedOperation(s))
  when(marks) {
    decoded.mark       := decoded.mark + 1.U
    decoded.marks      := decoded.marks - 1.U
    decoded.isLastMark := decoded.marks === 2.U
  }
  when(queue.deq.ready) { decoded := DecodedOperation(s, queue.deq.bits) }
  out.bits := decoded
}
