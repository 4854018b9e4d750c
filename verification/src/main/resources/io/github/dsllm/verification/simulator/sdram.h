// An SDRAM beside a board (docs/decisions/0009-sdram.md), edge by edge of its clock, that holds its controller to the data sheets: what is given too early, to a row that is
// not open, or before the mode is set, or refreshed too seldom ends the simulation with a message. Words that were never written are noise.

#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

class Sdram {
  public:
    struct Pins {
        bool cke, csn, rasn, casn, wen;
        unsigned ba, a, dqm;
        bool drives;
        uint16_t out;
    };

    // A rising edge; gives what the data pins show from then on.
    uint16_t edge(const Pins& pins) {
        now += PERIOD;
        const bool showed = shows;  // the memory's drivers take a while to let go
        shown = coming;
        shows = comes;
        comes = false;
        if (pins.drives && (shows || showed)) fail("both ends drive the data pins");
        if (mode && now - refreshed > int64_t(POSTPONED + 1) * REFRESH_INTERVAL) fail("no refresh for a long time");
        if (mode && now - begun > int64_t(refreshes + POSTPONED) * REFRESH_INTERVAL) fail("a refresh is overdue");
        for (const Bank& bank : banks) {
            if (bank.isOpen && now - bank.opened > OPEN_MOST) fail("a row is open for more than 100 us");
        }
        if (pins.cke && !pins.csn) take(pins);
        return shows ? shown : noise(now);
    }

  private:
    static constexpr int64_t NS = 1000;  // times in picoseconds
    static constexpr int64_t PERIOD = 1'000'000'000'000 / int64_t(SDRAM_CLOCK);
    static constexpr int64_t POWER_UP = 200'000 * NS, PRECHARGE = 21 * NS, ACTIVATE = 21 * NS, OPEN_LEAST = 45 * NS, OPEN_MOST = 100'000 * NS;
    static constexpr int64_t ACTIVE_TO_ACTIVE = 66 * NS, BANK_TO_BANK = 15 * NS, REFRESH = 66 * NS, WRITE = 15 * NS, REFRESH_INTERVAL = 64'000'000 * NS / 8192;
    static constexpr unsigned POSTPONED = 8, FIRST_REFRESHES = 8, COLUMN_BITS = 9, ROW_BITS = 13, ALL = 1 << 10, MODE = 0x20;
    static constexpr int64_t LONG_AGO = INT64_MIN / 2;

    struct Bank {
        bool isOpen = false;
        unsigned row = 0;
        int64_t opened = LONG_AGO, closed = LONG_AGO, written = LONG_AGO;
    };

    void take(const Pins& pins) {
        const unsigned command = pins.rasn << 2 | pins.casn << 1 | unsigned(pins.wen);
        if (command == 7) return;
        if (now < POWER_UP) fail("a command within 200 us from power-up");
        if (now - refreshed < REFRESH) fail("a command too early behind REFRESH");
        if (now - modeSet < 2 * PERIOD) fail("a command too early behind MODE");
        Bank& bank = banks[pins.ba];
        switch (command) {
            case 0: setMode(pins); break;
            case 1: refresh(); break;
            case 2: precharge(pins); break;
            case 3: activate(bank, pins); break;
            case 4: write(bank, pins); break;
            case 5: read(bank, pins); break;
            default: fail("a command that is none of those of a controller with single beats");
        }
    }

    void setMode(const Pins& pins) {
        requireClosed("MODE");
        if (!isPrecharged || refreshes < FIRST_REFRESHES) fail("MODE before all banks are closed and refreshed eight times");
        if (pins.ba != 0 || pins.a != MODE) fail("a mode other than single beats with a latency of two cycles");
        mode = true;
        modeSet = begun = now;
        refreshes = 0;
    }

    void refresh() {
        requireClosed("REFRESH");
        if (!isPrecharged) fail("REFRESH before all banks are closed");
        refreshed = now;
        refreshes++;
    }

    void precharge(const Pins& pins) {
        for (unsigned index = 0; index < 4; index++) {
            Bank& bank = banks[index];
            if (!(pins.a & ALL) && index != pins.ba) continue;
            if (bank.isOpen && now - bank.opened < OPEN_LEAST) fail("PRECHARGE too early behind ACTIVATE");
            if (now - bank.written < WRITE) fail("PRECHARGE too early behind WRITE");
            bank.isOpen = false;
            bank.closed = now;
        }
        if (pins.a & ALL) isPrecharged = true;
    }

    void activate(Bank& bank, const Pins& pins) {
        if (!mode) fail("ACTIVATE before the mode is set");
        if (bank.isOpen) fail("ACTIVATE of a bank that is open");
        if (now - bank.closed < PRECHARGE) fail("ACTIVATE too early behind PRECHARGE");
        if (now - bank.opened < ACTIVE_TO_ACTIVE) fail("ACTIVATE too early behind ACTIVATE of this bank");
        for (const Bank& other : banks) {
            if (now - other.opened < BANK_TO_BANK) fail("ACTIVATE too early behind ACTIVATE of another bank");
        }
        bank.isOpen = true;
        bank.row = pins.a;
        bank.opened = now;
    }

    size_t place(const Bank& bank, const Pins& pins) const {
        if (!bank.isOpen) fail("READ or WRITE where no row is open");
        if (now - bank.opened < ACTIVATE) fail("READ or WRITE too early behind ACTIVATE");
        if (pins.dqm != 0) fail("READ or WRITE with masked data");
        if (pins.a >> COLUMN_BITS) fail("READ or WRITE beyond the columns, or with a precharge");
        return (size_t(bank.row) << 2 | pins.ba) << COLUMN_BITS | pins.a;
    }

    void write(Bank& bank, const Pins& pins) {
        if (!pins.drives) fail("WRITE without data");
        words[place(bank, pins)] = pins.out;
        isWritten[place(bank, pins)] = true;
        bank.written = now;
    }

    void read(Bank& bank, const Pins& pins) {
        if (pins.drives) fail("READ while the controller drives the data pins");
        const size_t from = place(bank, pins);
        coming = isWritten[from] ? words[from] : noise(from);
        comes = true;
    }

    void requireClosed(const char* command) const {
        for (const Bank& bank : banks) {
            if (bank.isOpen) fail(std::string(command) + " while a row is open");
            if (bank.closed > LONG_AGO && now - bank.closed < PRECHARGE) fail(std::string(command) + " too early behind PRECHARGE");
        }
    }

    static uint16_t noise(uint64_t seed) { return (seed * 0x9E3779B97F4A7C15u) >> 48; }

    [[noreturn]] static void fail(const std::string& reason) {
        std::fprintf(stderr, "board: sdram: %s\n", reason.c_str());
        std::exit(3);
    }

    std::vector<uint16_t> words = std::vector<uint16_t>(size_t(1) << (ROW_BITS + 2 + COLUMN_BITS));
    std::vector<bool> isWritten = std::vector<bool>(words.size());
    Bank banks[4];
    int64_t now = 0, refreshed = LONG_AGO, modeSet = LONG_AGO, begun = 0;
    uint64_t refreshes = 0;
    bool isPrecharged = false, mode = false, comes = false, shows = false;
    uint16_t coming = 0, shown = 0;
};
