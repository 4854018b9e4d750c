// What the trace ports show, as a digest, the last cycle and the saturations of each instruction; blocks of the protocol that harness.cpp speaks.
// Included within its namespace, for put() and fail().

#pragma once

// Item `index` of a packed port, whatever type Verilator chose for it.
template <unsigned WIDTH, bool SIGNED, typename Port> inline uint64_t item(const Port& port, unsigned index) {
    static_assert(WIDTH + 7 <= 64, "items of a trace port have at most 57 bits");
    const unsigned bit = index * WIDTH;
    const unsigned byte = bit / 8;
    uint64_t raw = 0;
    std::memcpy(&raw, reinterpret_cast<const char*>(&port) + byte, std::min<size_t>(8, sizeof(Port) - byte));
    raw = raw >> (bit % 8) << (64 - WIDTH);
    return SIGNED ? static_cast<uint64_t>(static_cast<int64_t>(raw) >> (64 - WIDTH)) : raw >> (64 - WIDTH);
}

struct Record {
    uint64_t digest;
    uint64_t lastCycle;
    uint64_t saturations;
};

struct TileRecords {
    std::vector<Record> records = std::vector<Record>(PROGRAM_DEPTH);
    uint32_t length = 0;
    uint32_t position = 0;
    bool started = false;
};

struct Request {
    uint32_t inverseTemperature, seed, newTokens, stopCount, stopTokens[4];
    uint32_t stallSeed;
    int32_t dumpPosition, dumpTile, dumpPc;
    uint32_t lastPosition;
    uint64_t waveformFrom, waveformTo;
    uint64_t patience;
    std::vector<uint32_t> prompt;
};

class Recorder {
  public:
    explicit Recorder(uint64_t& cycle) : cycle(cycle) {}

    void begin(const Request& next, const std::vector<uint32_t>& lengths) {
        request = &next;
        dumped.clear();
        for (unsigned tile = 0; tile < TILES; tile++) {
            tiles[tile].started = false;
            tiles[tile].length = lengths[tile];
        }
        lastEvent = cycle;
    }

    void token(unsigned tile, unsigned pc, uint32_t token, uint32_t position) {
        flush(tile);
        TileRecords& current = tiles[tile];
        current.position = position;
        current.started = true;
        std::fill(current.records.begin(), current.records.end(), Record{EMPTY_DIGEST, 0, 0});
        Values values(*this, tile, pc);
        values.accept(token);
        values.accept(position);
    }

    template <unsigned WIDTH, bool SIGNED, typename Port>
    void group(unsigned tile, unsigned pc, unsigned count, const Port& port, unsigned saturated = 0) {
        Values values(*this, tile, pc);
        for (unsigned i = 0; i < count; i++) values.accept(item<WIDTH, SIGNED>(port, i));
        values.record.saturations += saturated;
    }

    void sample(unsigned tile, unsigned pc, uint32_t token) {
        Values values(*this, tile, pc);
        values.accept(token);
        put('P');
        put<uint32_t>(tiles[tile].position);
        put<uint32_t>(token);
        put<uint64_t>(positionCycles);
        put<uint64_t>(positionBegin);
    }

    // Something happens that no trace port shows.
    void touch() { lastEvent = cycle; }
    void begins() { begun = cycle; }
    void done() {
        positionCycles = cycle - begun + 1;
        positionBegin = begun;
    }

    void flush(unsigned tile) {
        TileRecords& current = tiles[tile];
        if (!current.started) return;
        put('D');
        put<uint32_t>(tile);
        put<uint32_t>(current.position);
        put<uint32_t>(current.length);
        if (std::fwrite(current.records.data(), sizeof(Record), current.length, blocks) != current.length) fail("the reader of the results has gone");
        current.started = false;
    }

    void finish() {
        for (unsigned tile = 0; tile < TILES; tile++) flush(tile);
        for (const auto& [instruction, values] : dumped) {
            put('V');
            put<uint32_t>(instruction.first);
            put<uint32_t>(instruction.second);
            put<uint32_t>(values.size());
            for (uint64_t value : values) put(value);
        }
    }

    uint64_t quietCycles() const { return cycle - lastEvent; }
    bool hasPassed(uint32_t position) const {
        return std::all_of(tiles, tiles + TILES, [&](const TileRecords& tile) { return tile.length == 0 || (tile.started && tile.position > position); });
    }
    bool isTraced() const { return TILES > 0 && TRACED; }

  private:
    struct Values {
        Values(Recorder& recorder, unsigned tile, unsigned pc)
            : recorder(recorder), record(recorder.tiles[tile].records[pc < PROGRAM_DEPTH ? pc : 0]), digest(record.digest),
              dumped(recorder.isWanted(tile, pc) ? &recorder.dumped[{tile, pc}] : nullptr) {
            recorder.lastEvent = recorder.cycle;
            record.lastCycle = recorder.cycle;
        }
        ~Values() { record.digest = digest; }
        void accept(uint64_t value) {
            digest = (digest ^ value) * DIGEST_PRIME;
            if (dumped) dumped->push_back(value);
        }
        Recorder& recorder;
        Record& record;
        uint64_t digest;
        std::vector<uint64_t>* dumped;
    };

    // Of the wanted position the wanted instruction, or all.
    bool isWanted(unsigned tile, unsigned pc) const {
        return request->dumpPosition == static_cast<int32_t>(tiles[tile].position)
               && (request->dumpTile < 0
                   || (request->dumpTile == static_cast<int32_t>(tile) && request->dumpPc == static_cast<int32_t>(pc)));
    }

    uint64_t& cycle;
    uint64_t begun = 0, positionCycles = 0, positionBegin = 0, lastEvent = 0;
    const Request* request = nullptr;
    TileRecords tiles[TILES];
    std::map<std::pair<unsigned, unsigned>, std::vector<uint64_t>> dumped;
};
