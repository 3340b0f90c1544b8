package org.rapport.server.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands before the mail server and refuses some recipients for good, which that cannot. */
final class SmtpFront implements AutoCloseable {
  private final ServerSocket listener;
  private final int backend;
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  SmtpFront(int backend) {
    this.backend = backend;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Answers 550 to a recipient from now on. */
  void refuse(String mailbox) {
    refused.add(mailbox);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), backend);
        threads.execute(() -> answers(server, client));
        threads.execute(() -> commands(client, server));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void answers(Socket server, Socket client) {
    try (server;
        client) {
      server.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException ended) {
      // The other side has closed; so do both here.
    }
  }

  private void commands(Socket client, Socket server) {
    try (client;
        server) {
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
      OutputStream out = server.getOutputStream();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        boolean refuse = line.startsWith("RCPT TO:") && refused.stream().anyMatch(line::contains);
        OutputStream to = refuse ? client.getOutputStream() : out;
        String text = refuse ? "550 5.1.1 No such mailbox" : line;
        to.write((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        to.flush();
      }
    } catch (IOException ended) {
      // The other side has closed; so do both here.
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
