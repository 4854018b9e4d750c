package io.github.dsllm.hw.board

import chisel3._

/** The subordinate's end of an AXI4-Lite bus of 32 bits, with the names that tools expect behind a prefix. Protection bits are taken and not looked at. */
class AxiLitePorts(addressBits: Int) extends Bundle {
  val awvalid = Input(Bool())
  val awready = Output(Bool())
  val awaddr  = Input(UInt(addressBits.W))
  val awprot  = Input(UInt(3.W))
  val wvalid  = Input(Bool())
  val wready  = Output(Bool())
  val wdata   = Input(UInt(32.W))
  val wstrb   = Input(UInt(4.W))
  val bvalid  = Output(Bool())
  val bready  = Input(Bool())
  val bresp   = Output(UInt(2.W))
  val arvalid = Input(Bool())
  val arready = Output(Bool())
  val araddr  = Input(UInt(addressBits.W))
  val arprot  = Input(UInt(3.W))
  val rvalid  = Output(Bool())
  val rready  = Input(Bool())
  val rdata   = Output(UInt(32.W))
  val rresp   = Output(UInt(2.W))
}

/** Turns an AXI4-Lite bus into accesses to registers of 32 bits, one read and one write at a time.
  *
  * `write` is high for one cycle with number and value of a register; a write with less than four strobes changes nothing and is answered SLVERR. `readIndex`
  * names the register whose value must stand at `readData` in the same cycle.
  */
class AxiLiteRegisters(addressBits: Int) extends Module {
  private val indexBits = addressBits - 2
  val bus        = IO(new AxiLitePorts(addressBits))
  val write      = IO(Output(Bool()))
  val writeIndex = IO(Output(UInt(indexBits.W)))
  val writeData  = IO(Output(UInt(32.W)))
  val readIndex  = IO(Output(UInt(indexBits.W)))
  val readData   = IO(Input(UInt(32.W)))

  private val slaveError = 2
  private val isAnswered = RegInit(false.B)
  private val isPartial  = Reg(Bool())
  private val isWhole    = bus.wstrb.andR
  private val takesWrite = bus.awvalid && bus.wvalid && !isAnswered
  bus.awready := takesWrite
  bus.wready  := takesWrite
  write       := takesWrite && isWhole
  writeIndex  := bus.awaddr >> 2
  writeData   := bus.wdata
  when(takesWrite) {
    isAnswered := true.B
    isPartial  := !isWhole
  }.elsewhen(bus.bready) { isAnswered := false.B }
  bus.bvalid := isAnswered
  bus.bresp  := Mux(isPartial, slaveError.U, 0.U)

  private val isRead    = RegInit(false.B)
  private val value     = Reg(UInt(32.W))
  private val takesRead = bus.arvalid && !isRead
  bus.arready := takesRead
  readIndex   := bus.araddr >> 2
  when(takesRead) {
    isRead := true.B
    value  := readData
  }.elsewhen(bus.rready) { isRead := false.B }
  bus.rvalid := isRead
  bus.rdata  := value
  bus.rresp  := 0.U
}
