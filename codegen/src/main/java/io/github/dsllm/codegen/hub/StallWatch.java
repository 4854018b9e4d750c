package io.github.dsllm.codegen.hub;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A stream that breaks off when nothing has come for a while: one to two times the patience, which is looked at in steps. Not a limit for the whole, which may take hours. */
final class StallWatch extends FilterInputStream {
    private final Duration patience;
    private final AtomicLong reads = new AtomicLong();
    private final ScheduledExecutorService clock;
    private volatile boolean isStalled;
    private long before = -1;

    StallWatch(InputStream stream, Duration patience) {
        super(stream);
        this.patience = patience;
        this.clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "dsllm hub patience");
            thread.setDaemon(true);
            return thread;
        });
        long step = patience.toMillis();
        var unused = clock.scheduleAtFixedRate(this::look, step, step, TimeUnit.MILLISECONDS);
    }

    private void look() {
        long now = reads.get();
        if (now == before) {
            isStalled = true;
            try {
                super.close();
            } catch (IOException closing) {
                clock.shutdown();
            }
        }
        before = now;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] destination, int offset, int length) throws IOException {
        try {
            int count = super.read(destination, offset, length);
            if (isStalled) {
                throw new IOException("closed");
            }
            reads.incrementAndGet();
            return count;
        } catch (IOException broken) {
            throw isStalled ? new IOException("nothing came for " + patience.toSeconds() + " seconds", broken) : broken;
        }
    }

    @Override
    public void close() throws IOException {
        clock.shutdownNow();
        super.close();
    }
}
