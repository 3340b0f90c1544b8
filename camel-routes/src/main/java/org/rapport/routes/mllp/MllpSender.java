package org.rapport.routes.mllp;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Sends HL7 v2 messages over MLLP, one after the other a receiver, and waits for what it answers to
 * each. An answer is taken for this message only if it names its control id: one that comes late is
 * never taken for the next message's, as a connection on which an answer was missed is closed.
 * Thread-safe.
 */
public final class MllpSender implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** Many listeners end a silent connection after a minute; what is sent into that end is lost. */
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final int MOST_ANSWER = 64 * 1024;

  /** An end mark without its CR is one when so much time goes by. */
  private static final int ENDING_MILLIS = 200;

  private static final int BUFFER = 8 * 1024;

  private final Map<String, Peer> peers = new ConcurrentHashMap<>();

  /**
   * Sends a message and waits.
   *
   * @param address {@code host:port}
   * @param message without frame
   * @param control its MSH-10
   * @param enhanced whether CA is only the first of two answers
   * @param patience for each answer
   * @return what was answered, whatever it is
   * @throws NotAnsweredException where there is no such answer; the receiver may have it or not
   */
  public MllpAnswer send(
      String address, byte[] message, String control, boolean enhanced, Duration patience) {
    Peer peer = peers.computeIfAbsent(address, Peer::new);
    synchronized (peer) {
      return peer.send(message, control, enhanced, patience);
    }
  }

  /** Closes all connections; who waits for an answer gets none. */
  @Override
  public void close() {
    peers.values().forEach(Peer::drop);
  }

  private static final class Peer {
    private final String address;
    private volatile Socket socket;
    private MllpFrames frames;
    private long used;

    Peer(String address) {
      this.address = address;
    }

    MllpAnswer send(byte[] message, String control, boolean enhanced, Duration patience) {
      boolean kept = reusable();
      try {
        return exchange(message, control, enhanced, patience);
      } catch (Gone gone) {
        drop();
        if (!kept) {
          throw new NotAnsweredException("connection-lost");
        }
        // It was closed while it was idle. The same control id again is the same message.
        try {
          return exchange(message, control, enhanced, patience);
        } catch (Gone again) {
          drop();
          throw new NotAnsweredException("connection-lost");
        }
      } catch (NotAnsweredException none) {
        drop();
        throw none;
      }
    }

    private boolean reusable() {
      try {
        if (socket != null
            && System.nanoTime() - used < IDLE_NANOS
            && socket.getInputStream().available() == 0) {
          return true;
        }
      } catch (IOException closed) {
        // A new one takes its place.
      }
      drop();
      return false;
    }

    private MllpAnswer exchange(byte[] message, String control, boolean enhanced, Duration patience)
        throws Gone {
      try {
        connect();
        socket.getOutputStream().write(framed(message));
        socket.getOutputStream().flush();
        MllpAnswer first = answer(control, patience);
        MllpAnswer last = enhanced && first.code().equals("CA") ? second(control, patience) : first;
        used = System.nanoTime();
        return last;
      } catch (IOException broken) {
        throw new Gone();
      }
    }

    // CA alone says that it is kept there, not that it was applied.
    private MllpAnswer second(String control, Duration patience) throws IOException {
      try {
        return answer(control, patience);
      } catch (NotAnsweredException none) {
        throw new NotAnsweredException("CA-only");
      } catch (Gone gone) {
        throw new NotAnsweredException("CA-only");
      }
    }

    private void connect() {
      if (socket != null) {
        return;
      }
      int colon = address.lastIndexOf(':');
      Socket made = new Socket();
      try {
        made.setTcpNoDelay(true);
        made.setKeepAlive(true);
        made.connect(
            new InetSocketAddress(
                address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
            Math.toIntExact(CONNECT.toMillis()));
      } catch (IOException e) {
        close(made);
        throw new NotAnsweredException(reason(e));
      }
      frames = new MllpFrames(MOST_ANSWER);
      socket = made;
    }

    private static String reason(IOException e) {
      if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
        return "no-connection";
      }
      return e instanceof UnknownHostException ? "unknown-host" : "connect-timeout";
    }

    private MllpAnswer answer(String control, Duration patience) throws IOException {
      long deadline = System.nanoTime() + patience.toNanos();
      String missed = "no-answer";
      byte[] buffer = new byte[BUFFER];
      while (true) {
        Optional<MllpFrames.Event> event = frames.next();
        if (event.isEmpty()) {
          event = more(buffer, deadline, missed);
        }
        if (event.isEmpty()) {
          continue;
        }
        if (!(event.get() instanceof MllpFrames.Message frame)) {
          throw new NotAnsweredException("no-acknowledgement");
        }
        MllpAnswer answer =
            MllpAnswer.read(frame.raw())
                .orElseThrow(() -> new NotAnsweredException("no-acknowledgement"));
        // Without a control id it is this one's: on this connection nothing else waits for any.
        if (answer.control().isEmpty() || answer.control().equals(control)) {
          return answer;
        }
        missed = "other-control-id";
      }
    }

    private Optional<MllpFrames.Event> more(byte[] buffer, long deadline, String missed)
        throws IOException {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new NotAnsweredException(missed);
      }
      socket.setSoTimeout(Math.toIntExact(frames.ending() ? Math.min(left, ENDING_MILLIS) : left));
      try {
        int count = socket.getInputStream().read(buffer);
        if (count < 0) {
          return Optional.of(frames.pause().orElseThrow(Gone::new));
        }
        frames.add(buffer, count);
        return frames.next();
      } catch (SocketTimeoutException silent) {
        return frames.pause();
      }
    }

    private static byte[] framed(byte[] message) {
      byte[] framed = new byte[message.length + 3];
      framed[0] = 0x0b;
      System.arraycopy(message, 0, framed, 1, message.length);
      framed[message.length + 1] = 0x1c;
      framed[message.length + 2] = '\r';
      return framed;
    }

    void drop() {
      Socket old = socket;
      socket = null;
      close(old);
    }

    private static void close(Socket old) {
      if (old == null) {
        return;
      }
      try {
        old.close();
      } catch (IOException e) {
        // It is not used again either way.
      }
    }
  }

  /** The connection ended before the answer. */
  private static final class Gone extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
