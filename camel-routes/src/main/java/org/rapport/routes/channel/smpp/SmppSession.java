package org.rapport.routes.channel.smpp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jsmpp.bean.BindType;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.SessionState;
import org.jsmpp.session.BindParameter;
import org.jsmpp.session.MessageReceiverListener;
import org.jsmpp.session.SMPPSession;
import org.jsmpp.session.connection.Connection;
import org.jsmpp.session.connection.socket.SocketConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One transceiver session with the SMSC, bound again whenever it is lost, in a thread of its own:
 * neither a start nor a message waits for an SMSC that is away. Thread-safe.
 */
public final class SmppSession implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SmppSession.class);
  private static final int CONNECT_MILLIS = 10_000;
  private static final int ENQUIRE_MILLIS = 30_000;

  /** A provider's patience for a message is the same on every channel. */
  private static final long ANSWER_MILLIS = 30_000;

  private static final long FIRST_PAUSE_MILLIS = 500;
  private static final long LONGEST_PAUSE_MILLIS = 30_000;

  private final SmppSettings settings;
  private final MessageReceiverListener inbound;
  private final SSLSocketFactory secured;
  private final int connectMillis;
  private final int enquireMillis;
  private final AtomicReference<SMPPSession> bound = new AtomicReference<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread daemon = new Thread(task, "rapport-smpp");
            daemon.setDaemon(true);
            return daemon;
          });
  private volatile boolean closing;
  private int failures;

  /**
   * A session that is not bound yet.
   *
   * @param inbound is told of texts and receipts, in threads of the session
   */
  public SmppSession(SmppSettings settings, MessageReceiverListener inbound) {
    this(
        settings,
        inbound,
        (SSLSocketFactory) SSLSocketFactory.getDefault(),
        CONNECT_MILLIS,
        ENQUIRE_MILLIS);
  }

  /**
   * The same with other trust than the JVM's.
   *
   * @param connectMillis for each of connection, TLS and bind
   * @param enquireMillis after so long without a word the SMSC is asked whether it is there
   */
  SmppSession(
      SmppSettings settings,
      MessageReceiverListener inbound,
      SSLSocketFactory secured,
      int connectMillis,
      int enquireMillis) {
    this.settings = settings;
    this.inbound = inbound;
    this.secured = secured;
    this.connectMillis = connectMillis;
    this.enquireMillis = enquireMillis;
  }

  /** Begins to bind; answers at once. */
  public void start() {
    thread.execute(this::bind);
  }

  /** The session, if messages can be given to it now. */
  Optional<SMPPSession> bound() {
    return Optional.ofNullable(bound.get())
        .filter(session -> session.getSessionState().isTransmittable());
  }

  /** Whether there is a session. */
  public boolean isBound() {
    return bound().isPresent();
  }

  private void bind() {
    if (closing) {
      return;
    }
    SMPPSession session = new SMPPSession(this::connect);
    session.setEnquireLinkTimer(enquireMillis);
    session.setTransactionTimer(ANSWER_MILLIS);
    session.setMessageReceiverListener(inbound);
    try {
      session.connectAndBind(
          settings.host(),
          settings.port(),
          new BindParameter(
              BindType.BIND_TRX,
              settings.systemId(),
              settings.password(),
              settings.systemType(),
              TypeOfNumber.UNKNOWN,
              NumberingPlanIndicator.UNKNOWN,
              null),
          connectMillis);
    } catch (IOException | RuntimeException e) {
      session.close();
      if (failures++ == 0) {
        log.warn("{} cannot be bound ({}); tried again", settings, e.getMessage());
      }
      again(Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures, 6)));
      return;
    }
    failures = 0;
    log.info("Bound to {}", settings);
    bound.set(session);
    session.addSessionStateListener(
        (now, before, source) -> {
          if (now == SessionState.CLOSED) {
            lost(session);
          }
        });
    if (session.getSessionState() == SessionState.CLOSED) {
      // Between the bind and the listener.
      lost(session);
    }
  }

  private void lost(SMPPSession session) {
    if (bound.compareAndSet(session, null) && !closing) {
      log.warn("{} is lost; bound again", settings);
      again(FIRST_PAUSE_MILLIS);
    }
  }

  private void again(long millis) {
    if (!closing) {
      thread.schedule(this::bind, millis, TimeUnit.MILLISECONDS);
    }
  }

  private Connection connect(String host, int port) throws IOException {
    Socket socket = settings.tls() ? secured.createSocket() : new Socket();
    try {
      socket.connect(new InetSocketAddress(host, port), connectMillis);
      if (socket instanceof SSLSocket secure) {
        SSLParameters parameters = secure.getSSLParameters();
        // RFC 6125: a certificate is for the host that was asked.
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        // Who takes the connection and says nothing would hold this thread for ever.
        secure.setSoTimeout(connectMillis);
        secure.startHandshake();
      }
      return new SocketConnection(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public void close() {
    closing = true;
    thread.shutdownNow();
    SMPPSession session = bound.getAndSet(null);
    if (session != null) {
      session.unbindAndClose();
    }
  }
}
