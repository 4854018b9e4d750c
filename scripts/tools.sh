# Sourced by ./check and ./demo: says what happens and for how long, finds a JDK, installs missing native tools.
# shellcheck shell=bash

dsllm_packages=()

say() {
  printf '\n==> %s\n' "$*"
}

fail() {
  printf '\nERROR: %s\n' "$*" >&2
  exit 1
}

# step "what is done" command argument...   runs the command and prints the seconds that it took
step() {
  local what=$1 started=$SECONDS
  shift
  say "$what"
  local status=0
  "$@" || status=$?
  if ((status != 0)); then
    printf '\n==> %s: FAILED after %d s\n' "$what" "$((SECONDS - started))" >&2
    return "$status"
  fi
  printf '==> %s: done in %d s\n' "$what" "$((SECONDS - started))"
}

# Exports JAVA_HOME only when it was given; ./mvnw finds the JDK of the PATH by itself.
require_jdk() {
  local java=java javac=javac where="on the PATH"
  if [[ -n ${JAVA_HOME:-} ]]; then
    java=$JAVA_HOME/bin/java javac=$JAVA_HOME/bin/javac where="in JAVA_HOME ($JAVA_HOME)"
  fi
  local remedy="perhaps you should install one (Debian, Ubuntu: apt-get install openjdk-17-jdk-headless) or point JAVA_HOME at it."
  command -v "$java" >/dev/null || fail "A JDK of version 17 or newer is needed and there is no java $where; $remedy"
  command -v "$javac" >/dev/null || fail "A JDK of version 17 or newer is needed, but there is only a Java runtime without javac $where; $remedy"
  local version
  version=$("$javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p' | tail -n 1)
  [[ -n $version ]] || fail "The version of $javac cannot be read; $remedy"
  ((version >= 17)) || fail "A JDK of version 17 or newer is needed, but the one $where is $version; $remedy"
  echo "JDK $version $where"
}

need_command() {
  if command -v "$1" >/dev/null; then
    printf '  %-10s %s\n' "$1" "$(command -v "$1")"
  else
    printf '  %-10s missing\n' "$1"
    dsllm_packages+=("$2")
  fi
}

need_zlib_header() {
  if command -v g++ >/dev/null && g++ -E -x c++ - <<<'#include <zlib.h>' >/dev/null 2>&1; then
    printf '  %-10s found\n' zlib.h
  else
    printf '  %-10s missing\n' zlib.h
    dsllm_packages+=(zlib1g-dev)
  fi
}

find_missing_packages() {
  dsllm_packages=()
  need_command verilator verilator
  need_command g++ g++
  need_command make make
  need_command yosys yosys
  need_command iverilog iverilog
  need_command nextpnr-ice40 nextpnr-ice40
  need_command icepack fpga-icestorm
  need_command ngspice ngspice
  need_zlib_header
}

explain_install() {
  local line
  if command -v brew >/dev/null; then
    line="brew install verilator yosys icarus-verilog ngspice icestorm nextpnr"
  elif command -v dnf >/dev/null; then
    line="sudo dnf install verilator gcc-c++ make yosys iverilog ngspice nextpnr icestorm zlib-devel"
  elif command -v pacman >/dev/null; then
    line="sudo pacman -S verilator gcc make yosys iverilog ngspice nextpnr icestorm zlib"
  elif command -v apt-get >/dev/null; then
    line="su -c 'apt-get update && apt-get install -y --no-install-recommends ${dsllm_packages[*]}'"
  else
    line="(with the package manager of your system) verilator, g++, make, yosys, iverilog, ngspice, nextpnr-ice40, icepack, the zlib header"
  fi
  fail "Native tools are missing: ${dsllm_packages[*]}. They are installed without asking only by apt-get as root or with sudo. Perhaps you should run

    $line"
}

install_packages() {
  local as_root=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null || explain_install
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -q || return
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${dsllm_packages[@]}"
}

# Installs what is missing of Verilator, a C++ compiler, make, Yosys, Icarus Verilog, ngspice, nextpnr-ice40, icepack and zlib; nothing when all is there.
require_native_tools() {
  find_missing_packages
  if ((${#dsllm_packages[@]} == 0)); then
    return
  fi
  command -v apt-get >/dev/null || explain_install
  step "Installing ${dsllm_packages[*]}" install_packages ||
    fail "apt-get could not install ${dsllm_packages[*]}; its messages are above. Perhaps you should check the network, then try again."
  find_missing_packages
  ((${#dsllm_packages[@]} == 0)) || fail "apt-get reported success, but these are still missing: ${dsllm_packages[*]}. Perhaps you should look at its messages above."
}
