package io.github.dsllm.hw.board

import chisel3._
import io.github.dsllm.codegen.chip.LinkProtocol

/** Commands and answers of docs/host-link.md §4 as hardware; the numbers are those of [[LinkProtocol]]. */
object Command {
  private def code(command: LinkProtocol.Command): UInt = command.code.U(8.W)

  val hello: UInt    = code(LinkProtocol.Command.HELLO)
  val echo: UInt     = code(LinkProtocol.Command.ECHO)
  val settings: UInt = code(LinkProtocol.Command.SETTINGS)
  val prompt: UInt   = code(LinkProtocol.Command.PROMPT)
  val tokens: UInt   = code(LinkProtocol.Command.TOKENS)
  val counters: UInt = code(LinkProtocol.Command.COUNTERS)
  val reset: UInt    = code(LinkProtocol.Command.RESET)
  val begin: UInt    = code(LinkProtocol.Command.BEGIN)
  val load: UInt     = code(LinkProtocol.Command.LOAD)
  val commit: UInt   = code(LinkProtocol.Command.COMMIT)

  val all: Seq[UInt] = LinkProtocol.Command.values.toSeq.map(code)
}

object Status {
  private def code(status: LinkProtocol.Status): UInt = status.code.U(4.W)

  val done: UInt        = code(LinkProtocol.Status.DONE)
  val unknown: UInt     = code(LinkProtocol.Status.UNKNOWN)
  val length: UInt      = code(LinkProtocol.Status.LENGTH)
  val busy: UInt        = code(LinkProtocol.Status.BUSY)
  val full: UInt        = code(LinkProtocol.Status.FULL)
  val noImage: UInt     = code(LinkProtocol.Status.NO_IMAGE)
  val notLoadable: UInt = code(LinkProtocol.Status.NOT_LOADABLE)
  val outside: UInt     = code(LinkProtocol.Status.OUTSIDE)
  val damaged: UInt     = code(LinkProtocol.Status.DAMAGED)
}
