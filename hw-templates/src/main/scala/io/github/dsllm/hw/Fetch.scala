package io.github.dsllm.hw

import chisel3._
import chisel3.util.{Decoupled, Queue, RegEnable}
import io.github.dsllm.codegen.chip.MemoryFormat
import io.github.dsllm.codegen.isa.NodeFunction

/** Reads instructions and their descriptors ahead of the dispatcher, one per cycle; after SAMPLE, an empty word or the last word it begins anew at 0. An instruction
  * leaves from a register, decoded; `marks` says that its next group is marked as pending.
  */
class Fetch(s: Shape, tile: Int) extends Module {
  override def desiredName = s"Fetch_$tile"
  private val depth    = 8
  private val lastWord = s.p.depths.program - 1

  val out   = IO(Decoupled(new DecodedOperation(s)))
  val marks = IO(Input(Bool()))
  val load = s.loadPort()

  private val program     = ContentMemory(s, MemoryFormat.PROGRAM, tile, "program", load)
  private val descriptors = ContentMemory(s, MemoryFormat.DESCRIPTOR, tile, "descriptors", load)
  private val queue       = Module(new Queue(new Operation(s), depth))

  private val pc           = RegInit(0.U(s.pcBits.W))
  private val isWord       = RegInit(false.B)
  private val isHeld       = RegInit(false.B)
  private val isDescriptor = RegInit(false.B)
  private val wordPc       = Reg(UInt(s.pcBits.W))
  private val held         = RegEnable(program.readData, isWord)
  private val heldPc       = RegEnable(wordPc, isWord)
  private val word         = RegEnable(held, isHeld)
  private val operationPc  = RegEnable(heldPc, isHeld)

  private val reserved = queue.io.count +& isWord +& isHeld +& isDescriptor
  private val mayRead  = reserved < depth.U
  program.clock           := clock
  program.readEnable      := mayRead
  program.readAddress     := pc
  descriptors.clock       := clock
  descriptors.readEnable  := isHeld
  descriptors.readAddress := Shape.fit(held(7, 0), DsMemory.addressBits(s.p.depths.descriptors))

  private val operation = Operation.decode(s, word, descriptors.readData, operationPc)
  private val isEmpty   = isDescriptor && operation.opcode === 0.U
  private val isLast    = isEmpty || (isDescriptor && Operation.is(operation, NodeFunction.SAMPLE))
  queue.io.enq.valid := isDescriptor && !isEmpty
  queue.io.enq.bits  := operation

  isWord       := mayRead && !isLast
  isHeld       := isWord && !isLast
  isDescriptor := isHeld && !isLast
  when(mayRead) {
    wordPc := pc
    pc     := Mux(pc === lastWord.U, 0.U, pc + 1.U)
  }
  when(isLast) { pc := 0.U }

  private val isOut = RegInit(false.B)
  queue.io.deq.ready := !isOut || out.ready
  when(queue.io.deq.ready) { isOut := queue.io.deq.valid }
  out.valid := isOut
  private val decoded = Reg(new DecodedOperation(s))
  when(marks) {
    decoded.mark       := decoded.mark + 1.U
    decoded.marks      := decoded.marks - 1.U
    decoded.isLastMark := decoded.marks === 2.U
  }
  when(queue.io.deq.fire) { decoded := DecodedOperation(s, queue.io.deq.bits) }
  out.bits := decoded
}
