package org.rapport.routes.mllp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rapport.routes.FreePort;
import org.rapport.routes.channel.smpp.SmscCertificate;
import org.rapport.routes.intake.Peer;

/** Who may stay connected, and for how long, over real sockets. */
@Timeout(30)
class MllpListenerTest {
  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final List<Peer> peers = new CopyOnWriteArrayList<>();
  private final CountDownLatch hold = new CountDownLatch(1);
  private final int port = FreePort.find();

  @AfterEach
  void stop() {
    hold.countDown();
    camel.stop();
  }

  @Test
  void whoeverSaysNothingIsLeftAloneNotForLong() throws Exception {
    listen(null, "firstByteSeconds=1");
    try (Socket stranger = connect()) {
      assertThat(stranger.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void whoeverNeverEndsAMessageIsClosedToo() throws Exception {
    listen(null, "messageSeconds=1");
    try (Socket slow = connect()) {
      slow.getOutputStream().write("\u000bMSH|".getBytes(StandardCharsets.US_ASCII));
      assertThat(slow.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void whoeverHasSentAMessageMayBeSilent() throws Exception {
    listen(null, "firstByteSeconds=1");
    try (Socket sender = connect()) {
      assertThat(ask(sender, "MSH|1")).isEqualTo("answer to MSH|1");
      Awaitility.await()
          .pollDelay(2500, TimeUnit.MILLISECONDS)
          .untilAsserted(() -> assertThat(ask(sender, "MSH|2")).isEqualTo("answer to MSH|2"));
    }
    assertThat(peers.get(0).local()).isTrue();
  }

  @Test
  void theStrangerSilentForLongestMakesRoom() throws Exception {
    listen(null, "maxConnections=2");
    try (Socket known = connect();
        Socket stranger = connect()) {
      assertThat(ask(known, "MSH|1")).isNotEmpty();
      try (Socket sender = connect()) {
        assertThat(ask(sender, "MSH|2")).isEqualTo("answer to MSH|2");
        assertThat(stranger.getInputStream().read()).isEqualTo(-1);
        assertThat(ask(known, "MSH|3")).isEqualTo("answer to MSH|3");
      }
    }
  }

  @Test
  void aMessageUnderWayIsAnsweredBeforeTheListenerStops() throws Exception {
    listen(null, "");
    try (Socket sender = connect()) {
      sender.getOutputStream().write(framed("MSH|hold"));
      Awaitility.await().until(() -> !peers.isEmpty());
      Thread stopping = new Thread(camel::stop);
      stopping.start();
      hold.countDown();
      assertThat(read(sender.getInputStream())).isEqualTo("answer to MSH|hold");
      stopping.join();
    }
  }

  @Test
  void withTlsNobodyIsLetInWithoutACertificateThatIsTrusted(@TempDir Path folder) throws Exception {
    SmscCertificate certificate = SmscCertificate.of(folder, "ip:127.0.0.1");
    KeyStore store = TestPems.store(folder, "ip:127.0.0.1");
    TestPems.write(folder, store, store);
    listen(MllpTls.of(folder.toString()), "");

    try (Socket sender = certificate.context().getSocketFactory().createSocket("127.0.0.1", port)) {
      assertThat(ask(sender, "MSH|1")).isEqualTo("answer to MSH|1");
    }
    assertThat(peers.get(0).certified()).isTrue();
    try (Socket stranger = trusting(store).getSocketFactory().createSocket("127.0.0.1", port)) {
      assertThatThrownBy(() -> ask(stranger, "MSH|2")).isInstanceOf(IOException.class);
    }
    try (Socket plain = connect()) {
      plain.getOutputStream().write(framed("MSH|3"));
      assertThat(read(plain.getInputStream())).doesNotContain("answer");
    }
    assertThat(peers).hasSize(1);
  }

  private void listen(SSLContext tls, String options) throws Exception {
    camel.addComponent("rapport-mllp", new MllpListenerComponent(tls, Peer::certified));
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("rapport-mllp:127.0.0.1:" + port + "?" + options)
                .process(
                    exchange -> {
                      peers.add(exchange.getMessage().getHeader(Peer.HEADER, Peer.class));
                      String message = exchange.getMessage().getBody(String.class);
                      if (message.endsWith("hold")) {
                        hold.await();
                      }
                      exchange.setProperty(Peer.KNOWN, true);
                      exchange.getMessage().setBody("answer to " + message);
                    });
          }
        });
    camel.getShutdownStrategy().setTimeout(10);
    camel.start();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static String ask(Socket socket, String message) throws IOException {
    socket.getOutputStream().write(framed(message));
    String answer = read(socket.getInputStream());
    if (answer.isEmpty()) {
      throw new IOException("closed");
    }
    return answer;
  }

  private static byte[] framed(String message) {
    return ("\u000b" + message + "\u001c\r").getBytes(StandardCharsets.US_ASCII);
  }

  private static String read(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != 0x1c; next = in.read()) {
      if (next != 0x0b) {
        text.append((char) next);
      }
    }
    return text.toString().strip();
  }

  private static SSLContext trusting(KeyStore store) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("smsc", store.getCertificate("smsc"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
