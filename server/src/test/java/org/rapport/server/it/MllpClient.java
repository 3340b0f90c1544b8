package org.rapport.server.it;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** One MLLP connection of an EHR. */
final class MllpClient implements AutoCloseable {
  private static final int START = 0x0b;
  private static final int END = 0x1c;
  private static final int PATIENCE_MILLIS = 60_000;

  private final Socket socket;

  MllpClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  /** An acknowledgement: its segments, and MSA-1. */
  record Ack(String text) {
    String code() {
      return segment("MSA").split("\\|")[1];
    }

    String segment(String name) {
      return Stream.of(text.split("\r"))
          .filter(line -> line.startsWith(name + "|"))
          .findFirst()
          .orElse("");
    }
  }

  /**
   * Sends a message and waits for its acknowledgement.
   *
   * @throws IOException when the connection breaks before
   */
  Ack send(String message) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(START);
    frame.writeBytes(message.getBytes(StandardCharsets.UTF_8));
    frame.write(END);
    frame.write('\r');
    socket.getOutputStream().write(frame.toByteArray());
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    for (int next = in.read(); next != END; next = in.read()) {
      if (next < 0) {
        throw new EOFException("The connection ended before the acknowledgement");
      }
      if (next != START) {
        answer.write(next);
      }
    }
    if (in.read() != '\r') {
      throw new IOException("The frame does not end with a carriage return");
    }
    return new Ack(answer.toString(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
