// How a signed product is built from look-up tables and carry chains on an iCE40 without multipliers, for techmap of Yosys.
//
// The narrower operand is cut into digits of two bits, which take the values 0, 1, 2 and -1 of the wider one: 3 is -1 and a carry of 4 to the next digit, so a row needs one table to
// select and one to add per bit. The last digit has the sign. Tables that make a digit stand for themselves, else they would be made anew for each bit.
(* techmap_celltype = "$mul" *)
module ds_ice40_multiplier (A, B, Y);
  parameter A_SIGNED = 0;
  parameter B_SIGNED = 0;
  parameter A_WIDTH = 1;
  parameter B_WIDTH = 1;
  parameter Y_WIDTH = 1;
  input [A_WIDTH-1:0] A;
  input [B_WIDTH-1:0] B;
  output [Y_WIDTH-1:0] Y;

  localparam SWAPPED = A_WIDTH < B_WIDTH;
  localparam N = SWAPPED ? B_WIDTH : A_WIDTH;
  localparam M = SWAPPED ? A_WIDTH : B_WIDTH;
  localparam DIGITS = (M + 1) / 2;
  wire _TECHMAP_FAIL_ = !(A_SIGNED && B_SIGNED) || M < 3;

  wire [N-1:0] x = SWAPPED ? B : A;
  wire [M-1:0] m = SWAPPED ? A : B;
  wire [2*DIGITS:0] y = {m[M-1], m[M-1], m};
  wire [DIGITS:0] carry;
  wire [N*(DIGITS+1)-1:0] sums;
  wire [2*DIGITS-1:0] low;
  assign carry[0] = 1'b0;
  assign sums[N-1:0] = {N{1'b0}};

  genvar j;
  generate
    for (j = 0; j < DIGITS; j = j + 1) begin : row
      wire b0 = y[2*j];
      wire b1 = y[2*j+1];
      wire c = carry[j];
      wire [N-1:0] before = sums[N*j +: N];
      wire one;
      wire negative;
      wire [N:0] part;
      SB_LUT4 #(.LUT_INIT(16'h6666)) odd (.I0(b0), .I1(c), .I2(1'b0), .I3(1'b0), .O(one)); // b0 ^ c
      assign carry[j+1] = b1 & (b0 | c);
      if (j < DIGITS - 1) begin : inner
        wire more;
        SB_LUT4 #(.LUT_INIT(16'h7878)) high (.I0(b0), .I1(c), .I2(b1), .I3(1'b0), .O(more)); // b1 ^ (b0 & c)
        assign negative = more & one;
        assign part = more ? (one ? ~{x[N-1], x} : {x, 1'b0}) : (one ? {x[N-1], x} : {N+1{1'b0}});
      end else begin : top
        wire two = ~one & (b1 ^ b0);
        assign negative = b1 & ~(b0 & c);
        assign part = {N+1{negative}} ^ (one ? {x[N-1], x} : two ? {x, 1'b0} : {N+1{1'b0}});
      end
      wire [N+2:0] total = {{2{before[N-1]}}, before, 1'b1} + {part[N], part, negative};
      assign low[2*j +: 2] = total[2:1];
      assign sums[N*(j+1) +: N] = total[N+2:3];
    end
  endgenerate
  wire signed [N+2*DIGITS-1:0] all = {sums[N*DIGITS +: N], low};
  assign Y = all;
endmodule
