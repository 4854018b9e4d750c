// Cells of an iCE40 as Yosys' own: with them a netlist becomes a line for each table and a register for each flip-flop.
module SB_LUT4(output O, input I0, input I1, input I2, input I3);
  parameter [15:0] LUT_INIT = 0;
  \$lut #(.WIDTH(4), .LUT(LUT_INIT)) _TECHMAP_REPLACE_ (.A({I3, I2, I1, I0}), .Y(O));
endmodule
module SB_CARRY(output CO, input I0, input I1, input CI);
  \$lut #(.WIDTH(3), .LUT(8'b11101000)) _TECHMAP_REPLACE_ (.A({I0, I1, CI}), .Y(CO));
endmodule
module SB_DFF(output Q, input C, input D);
  \$_DFF_P_ _TECHMAP_REPLACE_ (.C(C), .D(D), .Q(Q));
endmodule
module SB_DFFE(output Q, input C, input E, input D);
  \$_DFFE_PP_ _TECHMAP_REPLACE_ (.C(C), .E(E), .D(D), .Q(Q));
endmodule
module SB_DFFSR(output Q, input C, input R, input D);
  \$_SDFF_PP0_ _TECHMAP_REPLACE_ (.C(C), .R(R), .D(D), .Q(Q));
endmodule
module SB_DFFSS(output Q, input C, input S, input D);
  \$_SDFF_PP1_ _TECHMAP_REPLACE_ (.C(C), .R(S), .D(D), .Q(Q));
endmodule
module SB_DFFESR(output Q, input C, input E, input R, input D);
  \$_SDFFCE_PP0P_ _TECHMAP_REPLACE_ (.C(C), .E(E), .R(R), .D(D), .Q(Q));
endmodule
module SB_DFFESS(output Q, input C, input E, input S, input D);
  \$_SDFFCE_PP1P_ _TECHMAP_REPLACE_ (.C(C), .E(E), .R(S), .D(D), .Q(Q));
endmodule
