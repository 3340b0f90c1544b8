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
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

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

  private static final String REFUSED = "tls-refused";

  private final Map<String, Peer> peers = new ConcurrentHashMap<>();
  private final SSLContext tls;

  /** Takes what it shows and trusts over TLS; null: it speaks none. */
  public MllpSender(SSLContext tls) {
    this.tls = tls;
  }

  /**
   * Sends a message and waits.
   *
   * @param message without frame
   * @param control its MSH-10
   * @return what was answered, whatever it is
   * @throws NotAnsweredException where there is no such answer; the receiver may have it or not
   */
  public MllpAnswer send(MllpReceiver receiver, byte[] message, String control) {
    Peer peer =
        peers.computeIfAbsent(
            receiver.address() + (receiver.secure() ? " by TLS" : ""),
            one -> new Peer(receiver, tls));
    synchronized (peer) {
      return peer.send(message, control, receiver.enhanced(), receiver.patience());
    }
  }

  /** Closes all connections; who waits for an answer gets none. */
  @Override
  public void close() {
    peers.values().forEach(Peer::drop);
  }

  private static final class Peer {
    private final MllpReceiver receiver;
    private final SSLContext tls;
    private volatile Socket socket;
    private MllpFrames frames;
    private long used;

    Peer(MllpReceiver receiver, SSLContext tls) {
      this.receiver = receiver;
      this.tls = tls;
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
      } catch (SSLException refused) {
        // Of TLS 1.3 whose certificate is not liked is told when it first reads.
        throw new NotAnsweredException(REFUSED);
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
      Socket made = new Socket();
      try {
        made.setTcpNoDelay(true);
        made.setKeepAlive(true);
        made.connect(
            new InetSocketAddress(receiver.host(), receiver.port()),
            Math.toIntExact(CONNECT.toMillis()));
      } catch (IOException e) {
        close(made);
        throw new NotAnsweredException(reason(e));
      }
      socket = receiver.secure() ? secured(made) : made;
      frames = new MllpFrames(MOST_ANSWER);
    }

    /** Who answers has to show a certificate that we trust, and that is of this host. */
    private Socket secured(Socket plain) {
      try {
        plain.setSoTimeout(Math.toIntExact(CONNECT.toMillis()));
        SSLSocket secure =
            (SSLSocket)
                tls.getSocketFactory().createSocket(plain, receiver.host(), receiver.port(), true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
      } catch (SocketTimeoutException silent) {
        close(plain);
        throw new NotAnsweredException("connect-timeout");
      } catch (IOException refused) {
        // Whoever is not let in may be told so, or be hung up on.
        close(plain);
        throw new NotAnsweredException(REFUSED);
      }
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
