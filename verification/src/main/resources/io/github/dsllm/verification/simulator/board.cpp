// Plays a board: the verilated top module DsBoard, a clock, a PLL that locks after a while, and its serial line as a pseudo-terminal, whose name is the first line on
// standard output. Ends when standard input does. SimulatedBoard is its other end.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <memory>
#include <poll.h>
#include <string>
#include <termios.h>
#include <unistd.h>
#include <vector>

#include "VDsBoard.h"
#include "verilated.h"
#include "core.h"
#if DSLLM_SDRAM
#include "sdram.h"
#elif DSLLM_EXTERNAL
#include "external.h"
#endif

namespace {

constexpr int LOCK_CYCLES = 50;
constexpr int RESET_CYCLES = 50;  // more than a board takes after the lock, so that it hears the first byte of a host that is quick
constexpr int CYCLES_PER_POLL = 512;
constexpr uint64_t IDLE_CYCLES = 20'000'000;

[[noreturn]] void fail(const char* reason) {
    std::perror(reason);
    std::exit(3);
}

// A pseudo-terminal that passes on every byte as it is. Its other end is kept open, so that hosts may come and go.
class Terminal {
  public:
    Terminal() : master(posix_openpt(O_RDWR | O_NOCTTY)) {
        if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0) fail("board: there is no pseudo-terminal");
        name = ptsname(master);
        kept = open(name.c_str(), O_RDWR | O_NOCTTY);
        termios raw;
        if (kept < 0 || tcgetattr(kept, &raw) != 0) fail("board: the pseudo-terminal cannot be opened");
        cfmakeraw(&raw);
        if (tcsetattr(kept, TCSANOW, &raw) != 0) fail("board: the pseudo-terminal cannot be made raw");
        if (fcntl(master, F_SETFL, O_NONBLOCK) != 0) fail("board: the pseudo-terminal blocks");
    }

    // Moves bytes, waiting for at most the given time for some to come; false when the host process has gone.
    bool exchange(std::deque<uint8_t>& in, std::deque<uint8_t>& out, int milliseconds) {
        pollfd both[] = {{master, POLLIN, 0}, {0, POLLIN, 0}};
        if (poll(both, 2, milliseconds) < 0) return false;
        uint8_t bytes[4096];
        const ssize_t count = read(master, bytes, sizeof bytes);
        if (count > 0) in.insert(in.end(), bytes, bytes + count);
        while (!out.empty() && write(master, &out.front(), 1) == 1) out.pop_front();
        return both[1].revents == 0 || read(0, bytes, sizeof bytes) > 0;
    }

    std::string name;

  private:
    const int master;
    int kept;
};

// The host's end of the line: puts bytes on rx and takes them from tx.
class Line {
  public:
    // The level of rx in this cycle.
    bool drive(std::deque<uint8_t>& bytes) {
        if (sendBits == 0 && !bytes.empty()) {
            sending = (bytes.front() << 1) | 0x200;
            bytes.pop_front();
            sendBits = 10;
            sendTime = BIT_CYCLES;
        }
        const bool level = sendBits == 0 || (sending & 1) != 0;
        if (sendBits != 0 && --sendTime == 0) {
            sending >>= 1;
            sendBits--;
            sendTime = BIT_CYCLES;
        }
        return level;
    }

    void observe(bool tx, std::deque<uint8_t>& bytes) {
        if (takeBits == 0 && !tx) {
            takeBits = 10;
            takeTime = BIT_CYCLES / 2;
        } else if (takeBits != 0 && --takeTime == 0) {
            taking = (taking >> 1) | (tx ? 0x200 : 0);
            takeTime = BIT_CYCLES;
            if (--takeBits == 0 && tx) bytes.push_back(taking >> 1);
        }
    }

    bool isIdle() const { return sendBits == 0 && takeBits == 0; }

  private:
    unsigned sending = 0, sendBits = 0, sendTime = 0;
    unsigned taking = 0, takeBits = 0, takeTime = 0;
};

class Board {
  public:
    Board(int argc, char** argv) {
        context->commandArgs(argc, argv);
        top = std::make_unique<VDsBoard>(context.get());
        top->io_uart_rx = 1;
        top->io_locked = 0;
#if DSLLM_SDRAM
        top->io_sdram_in = 0;
#elif DSLLM_EXTERNAL
        top->io_request_ready = 1;
        top->io_answer_valid = 0;
#endif
        for (int i = 0; i < LOCK_CYCLES; i++) tick();
        top->io_locked = 1;
        for (int i = 0; i < RESET_CYCLES; i++) tick();
    }

    ~Board() { top->final(); }

    void serve() {
        Terminal terminal;
        std::printf("%s\n", terminal.name.c_str());
        std::fflush(stdout);
        uint64_t quiet = 0;
        while (terminal.exchange(in, out, quiet > IDLE_CYCLES ? 1 : 0)) {
            for (int i = 0; i < CYCLES_PER_POLL; i++) {
                top->io_uart_rx = line.drive(in);
                tick();
                line.observe(top->io_uart_tx, out);
            }
            quiet = line.isIdle() && in.empty() ? quiet + CYCLES_PER_POLL : 0;
        }
    }

  private:
    void tick() {
#if DSLLM_EXTERNAL && !DSLLM_SDRAM
        top->io_answer_valid = memory.advance(cycle);
        if (top->io_answer_valid) {
            static_assert(sizeof top->io_answer_bits_data >= ExternalMemory::WORD_BYTES, "the port holds a word");
            top->io_answer_bits_tile = memory.tile();
            std::memcpy(&top->io_answer_bits_data, memory.word().data(), ExternalMemory::WORD_BYTES);
        }
#endif
        top->io_clock = 0;
        top->eval();
#if DSLLM_SDRAM
        top->io_sdram_in = memory.edge({bool(top->io_sdram_cke), bool(top->io_sdram_csn), bool(top->io_sdram_rasn), bool(top->io_sdram_casn), bool(top->io_sdram_wen), top->io_sdram_ba,
                                        top->io_sdram_a, top->io_sdram_dqm, bool(top->io_sdram_drives), top->io_sdram_out});
#elif DSLLM_EXTERNAL
        if (top->io_answer_valid && top->io_answer_ready) memory.taken();
        if (top->io_request_valid && top->io_request_ready) {
            memory.request(cycle, top->io_request_bits_tile, top->io_request_bits_address, top->io_request_bits_words);
        }
#endif
        top->io_clock = 1;
        top->eval();
        cycle++;
    }

    std::unique_ptr<VerilatedContext> context = std::make_unique<VerilatedContext>();
    std::unique_ptr<VDsBoard> top;
    std::deque<uint8_t> in, out;
    Line line;
    uint64_t cycle = 0;
#if DSLLM_SDRAM
    Sdram memory;
#elif DSLLM_EXTERNAL
    ExternalMemory memory;
#endif
};

}  // namespace

double sc_time_stamp() { return 0; }

int main(int argc, char** argv) {
    Board board(argc, argv);
    board.serve();
    return 0;
}
