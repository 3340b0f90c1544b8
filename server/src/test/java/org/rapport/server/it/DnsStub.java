package org.rapport.server.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A name server that knows TXT records (RFC 1035), on a port of its own. */
final class DnsStub implements AutoCloseable {
  private static final int HEADER = 12;
  private static final int LONGEST_PIECE = 255;

  private final Map<String, String> texts = new ConcurrentHashMap<>();
  private final DatagramSocket socket;

  DnsStub() {
    try {
      socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(this::serve, "dns-stub");
    thread.setDaemon(true);
    thread.start();
  }

  String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  /** From now on there is this record, which is cut into pieces where it is long. */
  void has(String name, String text) {
    texts.put(name.toLowerCase(), text);
  }

  private void serve() {
    byte[] buffer = new byte[1500];
    while (!socket.isClosed()) {
      DatagramPacket asked = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(asked);
        byte[] answer = answer(buffer, asked.getLength());
        socket.send(new DatagramPacket(answer, answer.length, asked.getSocketAddress()));
      } catch (IOException e) {
        return;
      }
    }
  }

  private byte[] answer(byte[] asked, int length) {
    StringBuilder name = new StringBuilder();
    int at = HEADER;
    while (asked[at] != 0) {
      name.append(name.isEmpty() ? "" : ".")
          .append(new String(asked, at + 1, asked[at], StandardCharsets.US_ASCII));
      at += asked[at] + 1;
    }
    int end = at + 5;
    String text = texts.get(name.toString().toLowerCase());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(asked, 0, 2);
    // A response; NXDOMAIN where there is no such name.
    out.writeBytes(new byte[] {(byte) 0x85, (byte) (text == null ? 0x83 : 0x80)});
    out.writeBytes(new byte[] {0, 1, 0, (byte) (text == null ? 0 : 1), 0, 0, 0, 0});
    out.write(asked, HEADER, end - HEADER);
    if (text != null) {
      ByteArrayOutputStream pieces = new ByteArrayOutputStream();
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      for (int from = 0; from < bytes.length; from += LONGEST_PIECE) {
        int piece = Math.min(LONGEST_PIECE, bytes.length - from);
        pieces.write(piece);
        pieces.write(bytes, from, piece);
      }
      // The name of the question, TXT, IN, a minute.
      out.writeBytes(new byte[] {(byte) 0xc0, HEADER, 0, 16, 0, 1, 0, 0, 0, 60});
      out.write(pieces.size() >> 8);
      out.write(pieces.size());
      out.writeBytes(pieces.toByteArray());
    }
    return out.toByteArray();
  }

  @Override
  public void close() {
    socket.close();
  }
}
