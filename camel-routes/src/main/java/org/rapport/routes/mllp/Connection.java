package org.rapport.routes.mllp;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.rapport.routes.intake.Peer;

/**
 * One connection and until when it may stay as it is. A connection that is closed from outside
 * wakes the thread that reads from it.
 */
final class Connection {
  /** What it is doing, the most dispensable first. */
  enum Stage {
    /** A stranger that has said nothing yet. */
    SILENT,
    /** A stranger within its first message. */
    BEGINNING,
    /** A sender that is known, between two messages. */
    IDLE,
    /** A sender that is known, within a message. */
    RECEIVING,
    /** A message of it is being stored, or answered. */
    WORKING
  }

  private final Socket socket;
  private final Peer peer;
  private volatile Stage stage = Stage.SILENT;
  private volatile long since = System.nanoTime();
  private volatile long deadline;
  private volatile boolean known;

  Connection(Socket socket, Peer peer) {
    this.socket = socket;
    this.peer = peer;
  }

  Peer peer() {
    return peer;
  }

  InetAddress address() {
    return peer.address();
  }

  Stage stage() {
    return stage;
  }

  /** Whether it has sent a message that was one, or is somebody the profiles name. */
  boolean known() {
    return known;
  }

  void becomesKnown() {
    known = true;
  }

  /** Notes what it does from now on, and for how long it may. */
  void enter(Stage next, long seconds) {
    since = System.nanoTime();
    deadline = since + TimeUnit.SECONDS.toNanos(seconds);
    stage = next;
  }

  long since() {
    return since;
  }

  boolean quietFor(long millis) {
    return System.nanoTime() - since >= TimeUnit.MILLISECONDS.toNanos(millis);
  }

  boolean overdue() {
    return System.nanoTime() - deadline > 0;
  }

  void send(byte[] answer) throws IOException {
    byte[] framed = new byte[answer.length + 3];
    framed[0] = 0x0b;
    System.arraycopy(answer, 0, framed, 1, answer.length);
    framed[framed.length - 2] = 0x1c;
    framed[framed.length - 1] = 0x0d;
    OutputStream out = socket.getOutputStream();
    out.write(framed);
    out.flush();
  }

  Socket socket() {
    return socket;
  }

  void close() {
    try {
      socket.close();
    } catch (IOException closedAlready) {
      // It is gone either way.
    }
  }
}
