package io.github.dsllm.hw.board

import chisel3._
import chisel3.util.{MuxLookup, Valid}
import io.github.dsllm.codegen.chip.BoardParameters
import io.github.dsllm.hw.{LoadChunk, Shape}

/** Where loading goes on, as a host names it (docs/host-link.md §4, LOAD). */
class LoadAddress extends Bundle {
  val chunk  = UInt(16.W)
  val word   = UInt(32.W)
  val tile   = UInt(16.W)
  val memory = UInt(8.W)
}

/** Gives chunks to the memories of the core, and to the board's SDRAM, one behind the other from an address on: all chunks of a word, then the next word.
  *
  * `isOutside` says that there is nothing at the present address; a chunk is dropped then. It stands two cycles after an address or a chunk, and nothing may come earlier.
  */
class Loader(s: Shape) extends Module {
  val address   = IO(Flipped(Valid(new LoadAddress)))
  val data      = IO(Flipped(Valid(UInt(BoardParameters.CHUNK_BITS.W))))
  val isOutside = IO(Output(Bool()))
  val load      = IO(Valid(new LoadChunk(s)))

  private val wordBits  = LoadChunk.addressBits(s)
  private val chunkBits = LoadChunk.chunkBits(s)
  private val memory    = Reg(UInt(8.W))
  private val tile      = Reg(UInt(16.W))
  private val word      = Reg(UInt((wordBits + 1).W))
  private val chunk     = Reg(UInt((chunkBits + 1).W))

  private val isMemory  = VecInit(LoadChunk.formats(s).map(format => memory === format.code.U)).asUInt.orR
  private val isPerTile = VecInit(LoadChunk.formats(s).filter(_.perTile).map(format => memory === format.code.U)).asUInt.orR
  private val isAbsent  = (0 until s.p.tiles).filter(s.p.isAbsent).map(absent => tile === absent.U).fold(false.B)(_ || _)
  private val isTile    = Mux(isPerTile, tile < s.p.tiles.U && !isAbsent, tile === 0.U)
  private val words     = ofMemory(format => format.words(s.p), wordBits + 1)
  private val chunks    = ofMemory(format => LoadChunk.chunks(s, format), chunkBits + 1)
  isOutside := RegNext(!isMemory || !isTile || word >= words || chunk >= chunks)

  private val isLastChunk = chunk + 1.U === chunks
  when(data.valid) {
    chunk := Mux(isLastChunk, 0.U, chunk + 1.U)
    when(isLastChunk) { word := word + 1.U }
  }
  when(address.valid) {
    memory := address.bits.memory
    tile   := address.bits.tile
    word   := limited(address.bits.word, wordBits)
    chunk  := limited(address.bits.chunk, chunkBits)
  }
  load.valid        := RegNext(data.valid && !isOutside, false.B)
  load.bits.data    := RegNext(data.bits)
  load.bits.memory  := RegNext(Shape.fit(memory, LoadChunk.memoryBits))
  load.bits.tile    := RegNext(tile)
  load.bits.address := RegNext(Shape.fit(word, wordBits))
  load.bits.chunk   := RegNext(Shape.fit(chunk, chunkBits))

  /** The number, or one that is too large in one bit more than `bits`. */
  private def limited(number: UInt, bits: Int): UInt =
    if (number.getWidth > bits) Mux((number >> bits).orR, (BigInt(1) << bits).U, Shape.fit(number, bits + 1)) else Shape.fit(number, bits + 1)

  private def ofMemory(size: io.github.dsllm.codegen.chip.MemoryFormat => Int, width: Int): UInt =
    MuxLookup(memory, 0.U(width.W))(LoadChunk.formats(s).map(format => format.code.U -> size(format).U(width.W)))
}
