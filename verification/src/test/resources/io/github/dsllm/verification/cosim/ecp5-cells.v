// Cells of an ECP5 as Yosys' own: with them a netlist becomes a line for each table and a register for each flip-flop.
module LUT4(output Z, input A, input B, input C, input D);
  parameter [15:0] INIT = 0;
  \$lut #(.WIDTH(4), .LUT(INIT)) _TECHMAP_REPLACE_ (.A({D, C, B, A}), .Y(Z));
endmodule
// Two tables in a carry chain: a half passes the carry on where its table says so and makes one of its lower quarter otherwise. A half with INJECT1 takes none.
module CCU2C(input CIN, input A0, B0, C0, D0, A1, B1, C1, D1, output S0, S1, COUT);
  parameter [15:0] INIT0 = 0, INIT1 = 0;
  parameter INJECT1_0 = "YES", INJECT1_1 = "YES";
  wire sum0, sum1, made0, made1, carry;
  \$lut #(.WIDTH(4), .LUT(INIT0)) table0 (.A({D0, C0, B0, A0}), .Y(sum0));
  \$lut #(.WIDTH(4), .LUT(INIT1)) table1 (.A({D1, C1, B1, A1}), .Y(sum1));
  \$lut #(.WIDTH(2), .LUT(INJECT1_0 == "NO" ? INIT0[3:0] : 4'b0)) quarter0 (.A({B0, A0}), .Y(made0));
  \$lut #(.WIDTH(2), .LUT(INJECT1_1 == "NO" ? INIT1[3:0] : 4'b0)) quarter1 (.A({B1, A1}), .Y(made1));
  assign carry = sum0 ? CIN : made0;
  assign COUT = sum1 ? carry : made1;
  assign S0 = sum0 ^ (INJECT1_0 == "NO" && CIN);
  assign S1 = sum1 ^ (INJECT1_1 == "NO" && carry);
endmodule
// What is asynchronous or clocked by a falling edge stays a cell, of which the simulator knows nothing.
module TRELLIS_FF(input CLK, LSR, CE, DI, M, output Q);
  parameter GSR = "ENABLED", CEMUX = "1", CLKMUX = "CLK", LSRMUX = "LSR", SRMODE = "LSR_OVER_CE", REGSET = "RESET", LSRMODE = "LSR";
  wire enabled = CEMUX == "1" || (CEMUX == "INV" ? !CE : CE);
  wire set = LSRMUX == "INV" ? !LSR : LSR;
  generate
    if (CLKMUX != "CLK" || SRMODE != "LSR_OVER_CE" || LSRMODE != "LSR") wire _TECHMAP_FAIL_ = 1;
    else if (REGSET == "SET") \$_SDFFE_PP1P_ _TECHMAP_REPLACE_ (.C(CLK), .E(enabled), .R(set), .D(DI), .Q(Q));
    else \$_SDFFE_PP0P_ _TECHMAP_REPLACE_ (.C(CLK), .E(enabled), .R(set), .D(DI), .Q(Q));
  endgenerate
endmodule
