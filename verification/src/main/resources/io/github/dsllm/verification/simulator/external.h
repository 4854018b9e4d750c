// The memory behind the external port, with the bandwidth and latency of the chip spec (docs/core.md §6). Its contents stand in tile<t>_external.mem.

#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <string>
#include <vector>

class ExternalMemory {
  public:
    static constexpr size_t WORD_BYTES = (EXTERNAL_WORD_BITS + 7) / 8;
    using Word = std::array<uint8_t, WORD_BYTES>;

    ExternalMemory() : tiles(TILES) {
        for (unsigned tile = 0; tile < TILES; tile++) load("tile" + std::to_string(tile) + "_external.mem", tiles[tile]);
    }

    void request(uint64_t cycle, unsigned tile, uint64_t address, unsigned words) {
        if (tile >= TILES || words == 0 || address + words > tiles[tile].size()) fail("a request names words that the external memory has not");
        requests.push_back({cycle + EXTERNAL_LATENCY, address, tile, words});
    }

    // Gains a cycle's worth of bandwidth; whether a word is there in this cycle or still is.
    bool advance(uint64_t cycle) {
        if (!isReady && !requests.empty() && cycle >= requests.front().due) {
            credit += EXTERNAL_UNITS;
            isReady = credit >= EXTERNAL_WORD_TIME;
        }
        return isReady;
    }

    unsigned tile() const { return requests.front().tile; }
    const Word& word() const { return tiles[tile()][requests.front().address]; }

    // The word is taken.
    void taken() {
        Request& front = requests.front();
        credit -= EXTERNAL_WORD_TIME;
        isReady = false;
        front.address++;
        if (--front.words == 0) {
            requests.pop_front();
            credit = 0;
        }
    }

  private:
    [[noreturn]] static void fail(const char* reason) {
        std::fprintf(stderr, "harness: %s\n", reason);
        std::exit(3);
    }

    struct Request {
        uint64_t due, address;
        unsigned tile, words;
    };

    static void load(const std::string& name, std::vector<Word>& words) {
        std::ifstream file(name);
        std::string line;
        while (std::getline(file, line)) words.push_back(parse(line));
        if (words.size() < EXTERNAL_WORDS) fail("an external memory file is missing or too short");
    }

    static Word parse(const std::string& line) {
        Word word{};
        for (size_t digit = 0; digit < line.size() && digit / 2 < WORD_BYTES; digit++) {
            const std::string one(1, line[line.size() - 1 - digit]);
            word[digit / 2] |= std::strtoul(one.c_str(), nullptr, 16) << (digit % 2 * 4);
        }
        return word;
    }

    std::vector<std::vector<Word>> tiles;
    std::deque<Request> requests;
    uint64_t credit = 0;
    bool isReady = false;
};
