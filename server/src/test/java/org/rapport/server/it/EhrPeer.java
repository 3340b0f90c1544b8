package org.rapport.server.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An EHR that listens for HL7 v2, takes all of it with AA, and can be down. */
final class EhrPeer implements AutoCloseable {
  private final int port = RapportProcess.freePort();
  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private ServerSocket listener;

  EhrPeer() {
    up();
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  void up() {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      listener = socket;
      Thread thread = new Thread(() -> listen(socket), "ehr-peer");
      thread.setDaemon(true);
      thread.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void down() {
    try {
      listener.close();
      for (Socket socket : open) {
        socket.close();
      }
      open.clear();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The messages about a patient, in order. */
  List<String> about(String id) {
    return messages.stream().filter(message -> message.contains(id)).toList();
  }

  private void listen(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket peer = socket.accept();
        open.add(peer);
        Thread thread = new Thread(() -> read(peer), "ehr-peer-connection");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void read(Socket peer) {
    try (peer) {
      InputStream in = peer.getInputStream();
      ByteArrayOutputStream message = new ByteArrayOutputStream();
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next == 0x0b) {
          message.reset();
        } else if (next == 0x1c) {
          in.read();
          String text = message.toString(StandardCharsets.UTF_8);
          messages.add(text);
          String control = text.split("\r")[0].split("\\|")[9];
          String ack =
              "\u000bMSH|^~\\&|EHR||RAPPORT||20270301||ACK|A-"
                  + control
                  + "|P|2.5.1\rMSA|AA|"
                  + control
                  + "\r\u001c\r";
          peer.getOutputStream().write(ack.getBytes(StandardCharsets.UTF_8));
          peer.getOutputStream().flush();
        } else {
          message.write(next);
        }
      }
    } catch (IOException gone) {
      // The other end went away, or this one did: either is what a network does.
    }
  }

  @Override
  public void close() {
    down();
  }
}
