package io.github.dsllm.verification.board;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A {@link SerialLine} on a serial port of this machine, or a pseudo-terminal. */
public final class SerialPortLine implements SerialLine {
    private static final int DATA_BITS = 8;
    private static final int BUFFER = 4096;

    private final SerialPort port;

    private SerialPortLine(SerialPort port) {
        this.port = port;
    }

    /**
     * Opens a port for this process alone: 8 data bits, no parity, one stop bit, no flow control.
     *
     * @param name for example /dev/ttyUSB0 or COM3
     * @param baud bits per second
     * @throws UserError if there is no such port, or it cannot be had
     */
    public static SerialPortLine open(String name, int baud) {
        SerialPort port = named(name);
        port.setComPortParameters(baud, DATA_BITS, SerialPort.ONE_STOP_BIT, SerialPort.NO_PARITY);
        port.setFlowControl(SerialPort.FLOW_CONTROL_DISABLED);
        if (!port.openPort()) {
            throw new UserError("the serial port " + name + " cannot be opened (error " + port.getLastErrorCode()
                    + " of the system); perhaps another program has it, or you should be given the right to use it"
                    + " (on Linux the group dialout)");
        }
        return new SerialPortLine(port);
    }

    private static SerialPort named(String name) {
        try {
            return SerialPort.getCommPort(name);
        } catch (SerialPortInvalidPortException absent) {
            throw new UserError(
                    "there is no serial port " + name + "; perhaps you should plug the board in, or choose one of "
                            + known() + " (parameter dsllm.port)",
                    absent);
        }
    }

    private static List<String> known() {
        return Stream.of(SerialPort.getCommPorts())
                .map(SerialPort::getSystemPortPath)
                .sorted()
                .toList();
    }

    @Override
    public String name() {
        return port.getSystemPortPath();
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        port.setComPortTimeouts(SerialPort.TIMEOUT_WRITE_BLOCKING, 0, 0);
        int sent = port.writeBytes(bytes, bytes.length);
        if (sent != bytes.length) {
            throw gone();
        }
    }

    @Override
    public byte[] read(int milliseconds) throws IOException {
        port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, Math.max(1, milliseconds), 0);
        byte[] buffer = new byte[BUFFER];
        int count = port.readBytes(buffer, buffer.length);
        if (count < 0) {
            throw gone();
        }
        return Arrays.copyOf(buffer, count);
    }

    private IOException gone() {
        return new IOException("the line " + name() + " is gone (error " + port.getLastErrorCode() + " of the system)");
    }

    @Override
    public void close() {
        port.closePort();
    }
}
