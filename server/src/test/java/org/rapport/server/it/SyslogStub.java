package org.rapport.server.it;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A syslog server: keeps what it is sent, framed by its length (RFC 6587, 3.4.1). */
final class SyslogStub implements AutoCloseable {
  private final ServerSocket server;
  private final List<String> messages = new CopyOnWriteArrayList<>();
  private volatile Socket open;

  SyslogStub() {
    try {
      server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(this::serve, "syslog-stub");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        open = socket;
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        while (true) {
          StringBuilder length = new StringBuilder();
          for (int c = in.readUnsignedByte(); c != ' '; c = in.readUnsignedByte()) {
            length.append((char) c);
          }
          byte[] message = new byte[Integer.parseInt(length.toString())];
          in.readFully(message);
          messages.add(new String(message, StandardCharsets.UTF_8));
        }
      } catch (IOException e) {
        // The other side, or this one, hung up: the next.
      }
    }
  }

  String address() {
    return "tcp://127.0.0.1:" + server.getLocalPort();
  }

  /** What came, in order. */
  List<String> messages() {
    return List.copyOf(messages);
  }

  /** Breaks the connection. */
  void hangUp() {
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      hangUp();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
