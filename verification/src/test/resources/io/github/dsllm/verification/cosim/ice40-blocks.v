// Block RAM of an iCE40 as its programming guide has it: 256 words of 16 bits, or as many times more as they are narrower.
module SB_RAM40_4K (
  output [15:0] RDATA,
  input         RCLK, RCLKE, RE,
  input  [10:0] RADDR,
  input         WCLK, WCLKE, WE,
  input  [10:0] WADDR,
  input  [15:0] MASK, WDATA
);
  parameter WRITE_MODE = 0;
  parameter READ_MODE = 0;
  parameter [255:0] INIT_0 = 0, INIT_1 = 0, INIT_2 = 0, INIT_3 = 0, INIT_4 = 0, INIT_5 = 0, INIT_6 = 0, INIT_7 = 0;
  parameter [255:0] INIT_8 = 0, INIT_9 = 0, INIT_A = 0, INIT_B = 0, INIT_C = 0, INIT_D = 0, INIT_E = 0, INIT_F = 0;
  localparam [4095:0] INIT = {INIT_F, INIT_E, INIT_D, INIT_C, INIT_B, INIT_A, INIT_9, INIT_8, INIT_7, INIT_6, INIT_5, INIT_4, INIT_3, INIT_2, INIT_1, INIT_0};

  reg [15:0] memory [0:255];
  reg [15:0] read;
  integer word;
  initial for (word = 0; word < 256; word = word + 1) memory[word] = INIT[16*word +: 16];

  // the bits of a word that a narrower one at this address does not have
  function [15:0] others(input integer mode, input [10:0] address);
    case (mode)
      1:       others = address[8] ? 16'h5555 : 16'hAAAA;
      2:       others = ~(16'h1111 << address[9:8]);
      3:       others = ~(16'h0101 << address[10:8]);
      default: others = 16'h0000;
    endcase
  endfunction

  wire [15:0] kept = WRITE_MODE == 0 ? MASK : others(WRITE_MODE, WADDR);
  wire [15:0] written =
    WRITE_MODE == 1 ? {{2{WDATA[14]}}, {2{WDATA[12]}}, {2{WDATA[10]}}, {2{WDATA[8]}}, {2{WDATA[6]}}, {2{WDATA[4]}}, {2{WDATA[2]}}, {2{WDATA[0]}}} :
    WRITE_MODE == 2 ? {{4{WDATA[13]}}, {4{WDATA[9]}}, {4{WDATA[5]}}, {4{WDATA[1]}}} :
    WRITE_MODE == 3 ? {{8{WDATA[11]}}, {8{WDATA[3]}}} : WDATA;
  assign RDATA =
    READ_MODE == 1 ? {1'b0, |read[15:14], 1'b0, |read[13:12], 1'b0, |read[11:10], 1'b0, |read[9:8], 1'b0, |read[7:6], 1'b0, |read[5:4], 1'b0, |read[3:2], 1'b0, |read[1:0]} :
    READ_MODE == 2 ? {2'b0, |read[15:12], 3'b0, |read[11:8], 3'b0, |read[7:4], 3'b0, |read[3:0], 1'b0} :
    READ_MODE == 3 ? {4'b0, |read[15:8], 7'b0, |read[7:0], 3'b0} : read;

  always @(posedge WCLK) if (WE && WCLKE) memory[WADDR[7:0]] <= (memory[WADDR[7:0]] & kept) | (written & ~kept);
  always @(posedge RCLK) if (RE && RCLKE) read <= memory[RADDR[7:0]] & ~others(READ_MODE, RADDR);
endmodule
