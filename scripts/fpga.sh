# Sourced after tools.sh: finds the tools that place and route an ECP5, or puts them into a private root of a newer Debian.
# shellcheck shell=bash

fpga_tools=(yosys nextpnr-ecp5 ecppack)
fpga_packages=(yosys nextpnr-ecp5 fpga-trellis fpga-trellis-database)
fpga_suite=${DSLLM_FPGA_SUITE:-sid}
fpga_home=${DSLLM_FPGA_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/dsllm/fpga}

# The ECP5 needs a Yosys that knows signed products and wide memories, so the distribution's own are taken only where it has all of them.
fpga_tools_on_path() {
  local tool
  for tool in "${fpga_tools[@]}"; do
    command -v "$tool" >/dev/null || return 1
  done
}

fpga_tools_in_root() {
  local tool
  for tool in "${fpga_tools[@]}"; do
    [[ -x $fpga_home/bin/$tool && -x $fpga_home/root/usr/bin/$tool ]] || return 1
  done
}

as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

debian_mirror() {
  sed -nE 's/^URIs: *([^ ]+).*/\1/p; s/^deb +(\[[^]]*\] +)?([^ ]+).*/\2/p' /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null | head -n 1
}

# A folder bound into the root under one name lets every tool work there with relative paths, and nothing else of the machine is seen.
write_fpga_wrapper() {
  local tool=$1
  cat >"$fpga_home/bin/$tool" <<WRAPPER
#!/bin/sh
# Runs $tool of the private root in the present folder; paths must be relative to it and stay within.
root=$fpga_home/root
[ "\$(id -u)" = 0 ] && map= || map=-r
exec unshare \$map -m sh -c '
  root=\$1; shift
  mount --rbind /proc "\$root/proc" && mount --rbind /dev "\$root/dev" && mount --bind . "\$root/mnt" || exit 125
  exec chroot "\$root" sh -c "cd /mnt && exec \"\\\$@\"" sh "\$@"' sh "\$root" $tool "\$@"
WRAPPER
  chmod +x "$fpga_home/bin/$tool"
}

build_fpga_root() {
  local mirror root=$fpga_home/root
  mirror=$(debian_mirror)
  mkdir -p "$fpga_home/bin"
  command -v debootstrap >/dev/null || as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends debootstrap || return
  as_root rm -rf --one-file-system "$root" || return
  as_root debootstrap --variant=minbase --include=ca-certificates "$fpga_suite" "$root" "${mirror:-http://deb.debian.org/debian}" || return
  as_root cp /etc/resolv.conf /etc/hosts "$root/etc/" || return
  [[ ! -f /etc/ssl/certs/ca-certificates.crt ]] || as_root cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/" || return
  # A mirror that lags behind serves a Release file past its date; signatures are checked all the same.
  as_root chroot "$root" apt-get update -q -o Acquire::Check-Valid-Until=false || return
  as_root chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${fpga_packages[@]}" || return
  local tool
  for tool in "${fpga_tools[@]}"; do
    write_fpga_wrapper "$tool"
  done
}

# Afterwards the tools are on the PATH.
require_fpga_tools() {
  if ! fpga_tools_on_path && ! fpga_tools_in_root; then
    command -v apt-get >/dev/null ||
      fail "Tools for the ECP5 are missing: ${fpga_tools[*]}. Perhaps you should install Yosys (0.52 or newer), nextpnr-ecp5 and Project Trellis with the package manager of your system."
    if ((EUID != 0)) && ! command -v sudo >/dev/null; then
      fail "A private root of Debian $fpga_suite with ${fpga_tools[*]} can only be made as root or with sudo. Perhaps you should run this once as root with DSLLM_FPGA_HOME=$fpga_home"
    fi
    step "Making a private root of Debian $fpga_suite with ${fpga_tools[*]} in $fpga_home (2 to 5 min, 1.5 GB)" build_fpga_root ||
      fail "The private root could not be made; the messages are above. Perhaps you should check the network, then try again."
  fi
  fpga_tools_on_path || PATH=$fpga_home/bin:$PATH
  export PATH
  echo "yosys $(yosys -V | sed -n 's/^Yosys \([^ ]*\).*/\1/p'), $(nextpnr-ecp5 --version 2>&1 | sed -n 's/.*(Version \([^)]*\)).*/nextpnr-ecp5 \1/p')"
}
