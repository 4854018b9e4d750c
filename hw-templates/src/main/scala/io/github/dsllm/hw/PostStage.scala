package io.github.dsllm.hw

import chisel3._
import chisel3.util.RegEnable

/** A post slot in one stage of the settle units: the phase that it serves there, and what it asks for. */
private[hw] class PostStage(val valid: Bool, val phase: UInt, val task: PostSlot) {
  def next: PostStage = new PostStage(RegNext(valid, false.B), RegEnable(phase, valid), RegEnable(task, valid))
  def nextIf(exists: Boolean): PostStage = if (exists) next else this
}
