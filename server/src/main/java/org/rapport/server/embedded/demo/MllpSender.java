package org.rapport.server.embedded.demo;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One MLLP connection (HL7 v2.5.1, appendix C): sends a message, reads its acknowledgement. */
final class MllpSender implements Closeable {
  private static final int START = 0x0b;
  private static final int END = 0x1c;
  private static final int TIMEOUT_MILLIS = 60_000;

  private final Socket socket = new Socket();
  private final InputStream in;

  MllpSender(int port) throws IOException {
    socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** Sends and answers with the acknowledgement's MSA-1 and MSA-3. */
  String send(String er7) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(START);
    frame.writeBytes(er7.getBytes(StandardCharsets.UTF_8));
    frame.write(END);
    frame.write('\r');
    socket.getOutputStream().write(frame.toByteArray());
    socket.getOutputStream().flush();
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    for (int next = in.read(); next != END; next = in.read()) {
      if (next < 0) {
        throw new EOFException("The MLLP port closed the connection");
      }
      answer.write(next);
    }
    in.read();
    for (String segment : answer.toString(StandardCharsets.UTF_8).split("\r")) {
      String[] field = segment.split("\\|", -1);
      if ("MSA".equals(field[0])) {
        return field[1] + (field.length > 3 ? "  " + field[3] : "");
      }
    }
    return "no MSA";
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
