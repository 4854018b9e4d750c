// A table of an iCE40 that sees one net on several inputs gets it on one, for techmap of Yosys: nextpnr-ice40 0.4 swaps the inputs of a table while it routes, and does
// not end where two of them are the same net.
(* techmap_celltype = "SB_LUT4" *)
module ds_ice40_distinct_inputs (output O, input I0, I1, I2, I3);
  parameter [15:0] LUT_INIT = 0;
  parameter _TECHMAP_BITS_CONNMAP_ = 1;
  parameter [_TECHMAP_BITS_CONNMAP_-1:0] _TECHMAP_CONNMAP_I0_ = 0;
  parameter [_TECHMAP_BITS_CONNMAP_-1:0] _TECHMAP_CONNMAP_I1_ = 0;
  parameter [_TECHMAP_BITS_CONNMAP_-1:0] _TECHMAP_CONNMAP_I2_ = 0;
  parameter [_TECHMAP_BITS_CONNMAP_-1:0] _TECHMAP_CONNMAP_I3_ = 0;
  parameter _TECHMAP_CONSTMSK_I1_ = 0;
  parameter _TECHMAP_CONSTMSK_I2_ = 0;
  parameter _TECHMAP_CONSTMSK_I3_ = 0;

  // for every input the first that is the same net
  localparam FIRST1 = !_TECHMAP_CONSTMSK_I1_ && _TECHMAP_CONNMAP_I1_ == _TECHMAP_CONNMAP_I0_ ? 0 : 1;
  localparam FIRST2 = _TECHMAP_CONSTMSK_I2_ ? 2
      : _TECHMAP_CONNMAP_I2_ == _TECHMAP_CONNMAP_I0_ ? 0
      : _TECHMAP_CONNMAP_I2_ == _TECHMAP_CONNMAP_I1_ ? 1 : 2;
  localparam FIRST3 = _TECHMAP_CONSTMSK_I3_ ? 3
      : _TECHMAP_CONNMAP_I3_ == _TECHMAP_CONNMAP_I0_ ? 0
      : _TECHMAP_CONNMAP_I3_ == _TECHMAP_CONNMAP_I1_ ? 1
      : _TECHMAP_CONNMAP_I3_ == _TECHMAP_CONNMAP_I2_ ? 2 : 3;
  wire _TECHMAP_FAIL_ = FIRST1 == 1 && FIRST2 == 2 && FIRST3 == 3;

  function [15:0] merged(input [15:0] table_);
    integer i;
    for (i = 0; i < 16; i = i + 1) begin
      merged[i] = table_[((i >> FIRST3 & 1) << 3) | ((i >> FIRST2 & 1) << 2) | ((i >> FIRST1 & 1) << 1) | (i & 1)];
    end
  endfunction

  SB_LUT4 #(.LUT_INIT(merged(LUT_INIT))) lut (
      .O(O),
      .I0(I0),
      .I1(FIRST1 == 1 ? I1 : 1'b0),
      .I2(FIRST2 == 2 ? I2 : 1'b0),
      .I3(FIRST3 == 3 ? I3 : 1'b0));
endmodule
