// Drives the verilated core: host link and random stalls on one side, digests of everything that the trace ports show on the other.
// Reads requests from standard input and writes blocks to standard output, both little-endian; StoryRequest and HarnessSession are their other end.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <map>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

#include "VDsCore.h"
#include "verilated.h"
#include "core.h"
#if DSLLM_EXTERNAL
#include "external.h"
#endif
#if DSLLM_WAVEFORMS
#include "verilated_fst_c.h"
#endif

namespace {

constexpr uint64_t EMPTY_DIGEST = 0xcbf29ce484222325ull;
constexpr uint64_t DIGEST_PRIME = 0x100000001b3ull;
constexpr uint64_t DRAIN_CYCLES = 512;
constexpr int RESULT_BYTES = 1 << 20;

FILE* blocks;

[[noreturn]] void fail(const char* reason) {
    std::fprintf(stderr, "harness: %s\n", reason);
    std::exit(3);
}

template <typename T> void put(T value) {
    if (std::fwrite(&value, sizeof value, 1, blocks) != 1) fail("the reader of the results has gone");
}

template <typename T> bool tryGet(T& value) { return std::fread(&value, sizeof value, 1, stdin) == 1; }

template <typename T> T get() {
    T value;
    if (!tryGet(value)) fail("a request is cut off");
    return value;
}

#include "recorder.h"
#include "trace.h"

class Harness {
  public:
    // The first argument is the file for waveforms.
    Harness(int argc, char** argv) : waveformFile(argc > 1 ? argv[1] : "wave.fst") {
        context->commandArgs(argc, argv);
        context->traceEverOn(DSLLM_WAVEFORMS);
        top = std::make_unique<VDsCore>(context.get());
#if DSLLM_WAVEFORMS
        top->trace(&waveform, 99);
#endif
        top->io_prompt_valid = 0;
        top->io_token_ready = 0;
#if DSLLM_TRAINED
        top->io_stored_ready = 0;
#endif
#if DSLLM_EXTERNAL
        top->io_request_ready = 0;
        top->io_answer_valid = 0;
#endif
        top->reset = 1;
        for (int i = 0; i < 4; i++) tick();
        top->reset = 0;
    }

    ~Harness() {
#if DSLLM_WAVEFORMS
        if (waveform.isOpen()) waveform.close();
#endif
        top->final();
    }

    void serve() {
        std::vector<uint32_t> lengths(TILES);
        for (uint32_t& length : lengths) {
            length = get<uint32_t>();
            if (length > PROGRAM_DEPTH) fail("a program is longer than the program memory");
        }
        Request request;
        while (read(request)) {
            recorder.begin(request, lengths);
            uint32_t reason = run(request);
            recorder.finish();
            put('E');
            put<uint64_t>(cycle);
            put<uint32_t>(top->io_fault);
            put<uint32_t>(reason);
            std::fflush(blocks);
        }
    }

  private:
    enum Reason { ENDED = 0, HUNG = 1, STOPPED = 2 };

    static bool read(Request& request) {
        if (!tryGet(request.inverseTemperature)) return false;
        request.seed = get<uint32_t>();
        request.newTokens = get<uint32_t>();
        request.stopCount = get<uint32_t>();
        for (uint32_t& token : request.stopTokens) token = get<uint32_t>();
        request.stallSeed = get<uint32_t>();
        request.dumpPosition = get<int32_t>();
        request.dumpTile = get<int32_t>();
        request.dumpPc = get<int32_t>();
        request.lastPosition = get<uint32_t>();
        request.waveformFrom = get<uint64_t>();
        request.waveformTo = get<uint64_t>();
        request.patience = get<uint64_t>();
        request.prompt.resize(get<uint32_t>());
        for (uint32_t& token : request.prompt) token = get<uint32_t>();
        return true;
    }

    Reason run(const Request& request) {
        top->io_inverseTemperature = request.inverseTemperature;
        top->io_seed = request.seed;
        top->io_newTokens = request.newTokens;
        top->io_stopCount = request.stopCount;
        top->io_stopTokens_0 = request.stopTokens[0];
        top->io_stopTokens_1 = request.stopTokens[1];
        top->io_stopTokens_2 = request.stopTokens[2];
        top->io_stopTokens_3 = request.stopTokens[3];
        random = request.stallSeed;
        if (request.waveformTo != 0) {
            waveformFrom = cycle + request.waveformFrom;
            waveformTo = cycle + request.waveformTo;
        }
        size_t given = 0;
        bool ended = false;
        uint64_t lastToken = cycle;
        top->io_prompt_valid = 0;
        while (true) {
            if (!top->io_prompt_valid && given < request.prompt.size() && mayGo()) {
                top->io_prompt_valid = 1;
                top->io_prompt_bits_token = request.prompt[given];
                top->io_prompt_bits_last = given + 1 == request.prompt.size();
            }
            top->io_token_ready = mayGo();
            offerExternalWord();
            mayStore();
            settle();
            if (takesStoredWord()) lastToken = cycle;
            if (exchangeWithExternalMemory()) lastToken = cycle;
            observe(*top, recorder);
            const bool isGiven = top->io_prompt_valid && top->io_prompt_ready;
            if (top->io_token_valid && top->io_token_ready) {
                put('T');
                put<uint32_t>(top->io_token_bits_token);
                put<uint32_t>(top->io_token_bits_end);
                std::fflush(blocks);
                ended = top->io_token_bits_end != 0;
                lastToken = cycle;
            }
            rise();
            if (isGiven) {
                given++;
                top->io_prompt_valid = 0;
                lastToken = cycle;
            }
            const uint64_t quiet = recorder.isTraced() ? recorder.quietCycles() : cycle - lastToken;
            if (ended && given == request.prompt.size() && (!recorder.isTraced() || quiet > DRAIN_CYCLES)) return ENDED;
            if (recorder.hasPassed(request.lastPosition)) return STOPPED;
            if (quiet > request.patience) return HUNG;
        }
    }

#if DSLLM_EXTERNAL
    void offerExternalWord() {
        top->io_request_ready = mayGo();
        top->io_answer_valid = memory.advance(cycle) && mayGo();
        if (top->io_answer_valid) {
            static_assert(sizeof top->io_answer_bits_data >= ExternalMemory::WORD_BYTES, "the port holds a word");
            top->io_answer_bits_tile = memory.tile();
            std::memcpy(&top->io_answer_bits_data, memory.word().data(), ExternalMemory::WORD_BYTES);
        }
    }

    // Whether a word went into the core.
    bool exchangeWithExternalMemory() {
        const bool isTaken = top->io_answer_valid && top->io_answer_ready;
        if (isTaken) {
            memory.taken();
            recorder.touch();
        }
        if (top->io_request_valid && top->io_request_ready) {
            memory.request(cycle, top->io_request_bits_tile, top->io_request_bits_address, top->io_request_bits_words);
        }
        return isTaken;
    }
#else
    void offerExternalWord() {}
    bool exchangeWithExternalMemory() { return false; }
#endif

#if DSLLM_TRAINED
    void mayStore() { top->io_stored_ready = mayGo(); }

    // Whether a coupling word goes to the host.
    bool takesStoredWord() {
        if (!top->io_stored_valid || !top->io_stored_ready) return false;
        put('S');
        put<uint32_t>(top->io_stored_bits_address);
        put<uint32_t>(LANES);
        for (unsigned lane = 0; lane < LANES; lane++) {
            put<uint32_t>(item<COUPLING_CELL_BITS, true>(top->io_stored_bits_data, lane));
        }
        recorder.touch();
        return true;
    }
#else
    void mayStore() {}
    bool takesStoredWord() { return false; }
#endif

    // True always, or at one cycle of four if stalls are asked for.
    bool mayGo() {
        if (random == 0) return true;
        random ^= random << 13;
        random ^= random >> 17;
        random ^= random << 5;
        return random % 4 == 0;
    }

    void tick() {
        settle();
        rise();
    }

    void settle() {
        top->clock = 0;
        top->eval();
        dump();
    }

    void rise() {
        top->clock = 1;
        top->eval();
        dump();
        cycle++;
    }

    void dump() {
#if DSLLM_WAVEFORMS
        if (cycle < waveformFrom || cycle > waveformTo) return;
        if (!waveform.isOpen()) waveform.open(waveformFile.c_str());
        waveform.dump(2 * cycle + (top->clock ? 1 : 0));
#endif
    }

    const std::string waveformFile;
    std::unique_ptr<VerilatedContext> context = std::make_unique<VerilatedContext>();
    std::unique_ptr<VDsCore> top;
    uint64_t cycle = 0;
    uint32_t random = 0;
    uint64_t waveformFrom = UINT64_MAX, waveformTo = 0;
#if DSLLM_EXTERNAL
    ExternalMemory memory;
#endif
    Recorder recorder{cycle};
#if DSLLM_WAVEFORMS
    VerilatedFstC waveform;
#endif
};

}  // namespace

double sc_time_stamp() { return 0; }

int main(int argc, char** argv) {
#ifdef F_SETPIPE_SZ
    // Best effort: the reader may fall behind by hundreds of positions before the simulation waits for it.
    (void)fcntl(1, F_SETPIPE_SZ, RESULT_BYTES);
#endif
    blocks = fdopen(dup(1), "wb");
    dup2(2, 1);
    Harness harness(argc, argv);
    harness.serve();
    return 0;
}
