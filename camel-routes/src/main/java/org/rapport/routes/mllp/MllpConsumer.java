package org.rapport.routes.mllp;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.apache.camel.Exchange;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.rapport.routes.intake.Peer;
import org.rapport.routes.mllp.Connection.Stage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens, and runs each message of a connection to its answer before it looks at the next: what a
 * sender sends ahead waits in the socket. No byte of a message is logged.
 */
class MllpConsumer extends DefaultConsumer {
  private static final Logger log = LoggerFactory.getLogger(MllpConsumer.class);
  private static final int BACKLOG = 256;
  private static final int PAUSE_MILLIS = 200;
  private static final int ACCEPT_PAUSE_MILLIS = 100;

  /** How long a message may take to be stored; the store gives up before. */
  private static final int STORE_SECONDS = 300;

  private static final int CLOSE_SECONDS = 15;

  private final MllpListenerEndpoint endpoint;
  private volatile CountDownLatch stopping = new CountDownLatch(1);
  private Connections connections;
  private ServerSocket server;
  private ExecutorService threads;
  private ScheduledExecutorService warden;

  MllpConsumer(MllpListenerEndpoint endpoint, Processor processor) {
    super(endpoint, processor);
    this.endpoint = endpoint;
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    stopping = new CountDownLatch(1);
    connections = new Connections(endpoint.getMaxConnections(), endpoint.getMaxStrangers());
    server = listen();
    var executors = endpoint.getCamelContext().getExecutorServiceManager();
    threads = executors.newCachedThreadPool(this, "mllp");
    warden = executors.newSingleThreadScheduledExecutor(this, "mllp-warden");
    warden.scheduleAtFixedRate(connections::closeOverdue, 1, 1, TimeUnit.SECONDS);
    threads.execute(this::accept);
  }

  private ServerSocket listen() throws IOException {
    SSLContext tls = endpoint.listener().tls();
    ServerSocket socket =
        tls == null ? new ServerSocket() : tls.getServerSocketFactory().createServerSocket();
    if (socket instanceof SSLServerSocket secure) {
      secure.setNeedClientAuth(true);
    }
    socket.setReuseAddress(true);
    try {
      socket.bind(new InetSocketAddress(endpoint.host(), endpoint.port()), BACKLOG);
    } catch (IOException taken) {
      socket.close();
      // Within a kamelet nobody else says which route it is.
      throw new FailedToStartRouteException(
          getRouteId(), endpoint.host() + ":" + endpoint.port(), taken);
    }
    if (tls == null && !socket.getInetAddress().isLoopbackAddress()) {
      log.warn(
          "HL7 v2 is listened for on {}:{} without TLS: whoever reaches it can write visits",
          endpoint.host(),
          endpoint.port());
    }
    return socket;
  }

  @Override
  protected void doStop() throws Exception {
    stopping.countDown();
    if (server != null) {
      server.close();
      connections.closeWaiting();
      var executors = endpoint.getCamelContext().getExecutorServiceManager();
      executors.shutdownNow(warden);
      threads.shutdown();
      if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        connections.closeAll();
      }
      executors.shutdownGraceful(threads);
    }
    super.doStop();
  }

  private void accept() {
    while (stopping.getCount() > 0) {
      try {
        take(server.accept());
      } catch (IOException e) {
        if (stopping.getCount() > 0 && !server.isClosed()) {
          // Out of files, for one: it passes.
          log.warn("An HL7 connection could not be accepted: {}", e.getClass().getSimpleName());
          pause();
        }
      }
    }
  }

  private void pause() {
    try {
      stopping.await(ACCEPT_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(Socket socket) {
    InetAddress address = socket.getInetAddress();
    boolean local = address.isLoopbackAddress() && server.getInetAddress().isLoopbackAddress();
    Connection connection =
        new Connection(socket, new Peer(address, local, socket instanceof SSLSocket));
    connection.enter(Stage.SILENT, endpoint.getFirstByteSeconds());
    if (!connections.admit(connection)) {
      log.warn("An HL7 connection was closed: {} are open", connections.size());
      connection.close();
      return;
    }
    try {
      threads.execute(() -> serve(connection));
    } catch (RejectedExecutionException ending) {
      connections.gone(connection);
      connection.close();
    }
  }

  private void serve(Connection connection) {
    try {
      Socket socket = connection.socket();
      socket.setTcpNoDelay(true);
      if (socket instanceof SSLSocket secure) {
        secure.startHandshake();
      }
      if (endpoint.listener().expects(connection.peer())) {
        connection.becomesKnown();
      }
      waitForMessage(connection);
      read(connection);
    } catch (IOException gone) {
      // Whoever goes in the middle of a frame sends it again; so does whoever got no answer.
      log.debug("An HL7 connection has ended: {}", gone.getClass().getSimpleName());
    } catch (RuntimeException defect) {
      log.error("An HL7 connection was closed: {}", defect.getClass().getName());
    } finally {
      connections.gone(connection);
      connection.close();
    }
  }

  private void read(Connection connection) throws IOException {
    MllpFrames frames = new MllpFrames(endpoint.getMaxBytes());
    InputStream in = connection.socket().getInputStream();
    byte[] bytes = new byte[8 * 1024];
    while (true) {
      int count = count(connection, in, bytes, frames);
      Optional<MllpFrames.Event> last = count <= 0 ? frames.pause() : Optional.empty();
      if (last.isPresent() && !handle(connection, last.get())) {
        return;
      }
      if (count < 0 && frames.open() && connection.known()) {
        log.warn("An HL7 connection has ended within a message");
      }
      if (count < 0 || stopping.getCount() == 0) {
        return;
      }
      frames.add(bytes, count);
      Optional<MllpFrames.Event> event = frames.next();
      while (event.isPresent()) {
        if (!handle(connection, event.get())) {
          return;
        }
        event = frames.next();
      }
      stay(connection, frames.open());
    }
  }

  /** Bytes read; 0 where nothing has followed an end mark; -1 at the end. */
  private static int count(Connection connection, InputStream in, byte[] bytes, MllpFrames frames)
      throws IOException {
    Socket socket = connection.socket();
    socket.setSoTimeout(frames.ending() ? PAUSE_MILLIS : 0);
    try {
      return in.read(bytes);
    } catch (SocketTimeoutException nothingFollowed) {
      return 0;
    }
  }

  private void waitForMessage(Connection connection) {
    if (connection.known()) {
      connection.enter(Stage.IDLE, endpoint.getIdleSeconds());
    } else {
      connection.enter(Stage.SILENT, endpoint.getFirstByteSeconds());
    }
  }

  // The time that a message may take runs from its first byte; bytes outside of one count nothing.
  private void stay(Connection connection, boolean within) {
    boolean was = connection.stage() == Stage.BEGINNING || connection.stage() == Stage.RECEIVING;
    if (within && !was) {
      connection.enter(
          connection.known() ? Stage.RECEIVING : Stage.BEGINNING, endpoint.getMessageSeconds());
    } else if (!within && (was || connection.stage() == Stage.WORKING)) {
      waitForMessage(connection);
    }
  }

  private boolean handle(Connection connection, MllpFrames.Event event) throws IOException {
    if (event instanceof MllpFrames.CutOff cut) {
      log.warn("An HL7 message of {} bytes was cut off by the next one", cut.bytes());
      return true;
    }
    byte[] raw =
        event instanceof MllpFrames.Message message
            ? message.raw()
            : oversized(((MllpFrames.TooLarge) event).beginning());
    connection.enter(Stage.WORKING, STORE_SECONDS);
    List<byte[]> answers = answers(connection, raw);
    if (answers.isEmpty()) {
      return false;
    }
    connection.enter(Stage.WORKING, endpoint.getMessageSeconds());
    for (byte[] answer : answers) {
      if (answer.length > 0) {
        connection.send(answer);
      }
    }
    return true;
  }

  /** As large as the intake refuses, with the beginning from which it answers. */
  private byte[] oversized(byte[] beginning) {
    return Arrays.copyOf(beginning, endpoint.getMaxBytes() + 1);
  }

  /** Answers in their order, one of no bytes is none that is sent; empty where there is none. */
  private List<byte[]> answers(Connection connection, byte[] raw) {
    Exchange exchange = createExchange(false);
    try {
      exchange.getMessage().setBody(raw);
      exchange.getMessage().setHeader(Peer.HEADER, connection.peer());
      getProcessor().process(exchange);
      if (exchange.getException() != null) {
        log.error("An HL7 message has no answer: {}", exchange.getException().getClass().getName());
        return List.of();
      }
      byte[] answer = exchange.getMessage().getBody(byte[].class);
      if (exchange.getProperty(Peer.KNOWN, false, Boolean.class)) {
        connection.becomesKnown();
      }
      if (answer == null) {
        return List.of();
      }
      List<byte[]> all = new ArrayList<>(List.of(answer));
      for (Object further : exchange.getProperty(Peer.FURTHER, List.of(), List.class)) {
        all.add((byte[]) further);
      }
      return all;
    } catch (Exception unforeseen) {
      log.error("An HL7 message has no answer: {}", unforeseen.getClass().getName());
      return List.of();
    } finally {
      releaseExchange(exchange, false);
    }
  }
}
