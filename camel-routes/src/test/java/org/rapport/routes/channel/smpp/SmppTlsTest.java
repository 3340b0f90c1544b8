package org.rapport.routes.channel.smpp;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocketFactory;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rapport.routes.channel.TestExchanges;
import org.rapport.routes.rapport.WorkExchange;

/** A session with an SMSC over TLS: whom it trusts, and what becomes of messages meanwhile. */
class SmppTlsTest {
  private static final int CONNECT_MILLIS = 2_000;
  private static final int QUIET_MILLIS = 100;

  @TempDir Path folder;
  private SmppSession session;

  @AfterEach
  void stop() {
    session.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1"})
  void whoIsTrustedUnderTheNameThatWasAskedForIsBoundAndTakesMessages(String host) {
    SmscCertificate certificate = SmscCertificate.of(folder, name(host));
    try (SmscPeer smsc = new SmscPeer(certificate)) {
      connect(smsc.securedUrl(host), certificate.context().getSocketFactory());
      await().atMost(ofSeconds(10)).until(session::isBound);

      assertThat(TestExchanges.outcome(send(smsc.securedUrl(host)))).isEqualTo("sent");
      assertThat(smsc.received()).hasSize(1);
    }
  }

  /** A read that times out asks the SMSC whether it is there; TLS has to go on after it. */
  @Test
  void quietSessionStaysBound() {
    SmscCertificate certificate = SmscCertificate.of(folder, "dns:localhost");
    try (SmscPeer smsc = new SmscPeer(certificate)) {
      connect(smsc.securedUrl("localhost"), certificate.context().getSocketFactory());
      await().atMost(ofSeconds(10)).until(session::isBound);

      await().during(ofMillis(10L * QUIET_MILLIS)).until(session::isBound);

      assertThat(TestExchanges.outcome(send(smsc.securedUrl("localhost")))).isEqualTo("sent");
      assertThat(smsc.connections()).isEqualTo(1);
    }
  }

  @Test
  void whoIsNotTrustedIsNotBoundAndTheMessageComesAgain() {
    SmscCertificate certificate = SmscCertificate.of(folder, "dns:localhost");
    try (SmscPeer smsc = new SmscPeer(certificate)) {
      connect(smsc.securedUrl("localhost"), (SSLSocketFactory) SSLSocketFactory.getDefault());

      assertRefused(smsc, "localhost");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1"})
  void certificateForAnotherHostIsRefusedThoughItIsTrusted(String host) {
    SmscCertificate certificate = SmscCertificate.of(folder, "dns:smsc.example.net");
    try (SmscPeer smsc = new SmscPeer(certificate)) {
      connect(smsc.securedUrl(host), certificate.context().getSocketFactory());

      assertRefused(smsc, host);
    }
  }

  @Test
  void smscWithoutTlsIsNotBound() {
    try (SmscPeer smsc = new SmscPeer()) {
      connect(smsc.securedUrl("127.0.0.1"), (SSLSocketFactory) SSLSocketFactory.getDefault());

      assertRefused(smsc, "127.0.0.1");
    }
  }

  /** The thread that binds would wait for ever, also when the SMSC is well again. */
  @Test
  void smscThatNeverAnswersTheHandshakeIsTriedAgain() throws Exception {
    List<Socket> silent = new CopyOnWriteArrayList<>();
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread accepting = new Thread(() -> accept(server, silent));
      accepting.setDaemon(true);
      accepting.start();
      String url = "ssmpp://rapport:secret@127.0.0.1:" + server.getLocalPort();
      session =
          new SmppSession(
              SmppSettings.of(url, "+14165550100"),
              null,
              (SSLSocketFactory) SSLSocketFactory.getDefault(),
              300,
              QUIET_MILLIS);
      session.start();

      await().atMost(ofSeconds(10)).until(() -> silent.size() >= 2);
      assertThat(TestExchanges.outcome(send(url))).isEqualTo("retry");
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  private static void accept(ServerSocket server, List<Socket> accepted) {
    while (true) {
      try {
        accepted.add(server.accept());
      } catch (IOException e) {
        return;
      }
    }
  }

  private void assertRefused(SmscPeer smsc, String host) {
    await().atMost(ofSeconds(10)).until(() -> smsc.connections() >= 2);
    assertThat(session.isBound()).isFalse();
    Exchange exchange = send(smsc.securedUrl(host));
    assertThat(TestExchanges.outcome(exchange)).isEqualTo("retry");
    assertThat(exchange.getProperty(WorkExchange.TROUBLE)).isEqualTo(true);
    assertThat(smsc.received()).isEmpty();
  }

  private void connect(String url, SSLSocketFactory trusting) {
    session =
        new SmppSession(
            SmppSettings.of(url, "+14165550100"), null, trusting, CONNECT_MILLIS, QUIET_MILLIS);
    session.start();
  }

  private Exchange send(String url) {
    Exchange exchange = TestExchanges.sms("+14165550111", "Hello");
    new SmppGateway(SmppSettings.of(url, "+14165550100"), session).submit(exchange);
    return exchange;
  }

  private static String name(String host) {
    return (host.matches("[0-9.]+") ? "ip:" : "dns:") + host;
  }
}
