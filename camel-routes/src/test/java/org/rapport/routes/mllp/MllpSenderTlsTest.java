package org.rapport.routes.mllp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages to an EHR over TLS, which shows its certificate and wants to see ours. */
@Timeout(60)
class MllpSenderTlsTest {
  @TempDir private static Path folder;
  private static KeyStore ehr;
  private static KeyStore ehrOfAnotherName;
  private static KeyStore ours;
  private static KeyStore stranger;

  private final List<String> shown = new CopyOnWriteArrayList<>();
  private ServerSocket listener;
  private MllpSender sender;

  @BeforeAll
  static void certificates() throws Exception {
    ehr = TestPems.store(folder, "ip:127.0.0.1");
    ehrOfAnotherName = TestPems.store(folder, "dns:other.example.org");
    ours = TestPems.store(folder, "dns:rapport.example.org");
    stranger = TestPems.store(folder, "dns:stranger.example.org");
  }

  @AfterEach
  void stop() throws IOException {
    sender.close();
    listener.close();
  }

  private void listen(KeyStore own, KeyStore trusted, String protocol) throws Exception {
    SSLServerSocket socket =
        (SSLServerSocket)
            MllpTls.of(TestPems.write(folder.resolve("ehr"), own, trusted))
                .getServerSocketFactory()
                .createServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
    socket.setNeedClientAuth(true);
    socket.setEnabledProtocols(new String[] {protocol});
    listener = socket;
    serve();
  }

  private void serve() {
    Thread thread =
        new Thread(
            () -> {
              while (!listener.isClosed()) {
                try (Socket peer = listener.accept()) {
                  answer(peer);
                } catch (IOException refusedOrOver) {
                  // Of a peer that is not let in, or goes.
                }
              }
            },
            "ehr");
    thread.setDaemon(true);
    thread.start();
  }

  private void answer(Socket peer) throws IOException {
    InputStream in = peer.getInputStream();
    StringBuilder message = new StringBuilder();
    for (int next = in.read(); next >= 0; next = in.read()) {
      message.append((char) next);
      if (message.toString().endsWith("\u001c\r")) {
        String control = message.toString().split("\\|")[9];
        message.setLength(0);
        shown.add(
            peer instanceof SSLSocket secure
                ? secure.getSession().getPeerPrincipal().getName()
                : "plain");
        String ack =
            "\u000bMSH|^~\\&|EHR||RAPPORT||20270301||ACK|1|P|2.5.1\rMSA|AA|"
                + control
                + "\r\u001c\r";
        peer.getOutputStream().write(ack.getBytes(StandardCharsets.US_ASCII));
        peer.getOutputStream().flush();
      }
    }
  }

  private MllpAnswer send(String control) {
    byte[] message =
        ("MSH|^~\\&|RAPPORT||EHR||||SIU^S12|" + control + "|P|2.5.1\r")
            .getBytes(StandardCharsets.US_ASCII);
    MllpReceiver to =
        new MllpReceiver(
            "127.0.0.1:" + listener.getLocalPort(), true, false, Duration.ofSeconds(20));
    return sender.send(to, message, control);
  }

  private void as(KeyStore own, KeyStore trusted) throws Exception {
    sender = new MllpSender(MllpTls.of(TestPems.write(folder.resolve("ours"), own, trusted)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void whoeverTrustsUsIsToldOverOneConnection(String protocol) throws Exception {
    listen(ehr, ours, protocol);
    as(ours, ehr);

    assertThat(send("c-1").code()).isEqualTo("AA");
    assertThat(send("c-2").code()).isEqualTo("AA");

    assertThat(shown).hasSize(2).allMatch(name -> name.contains("SMSC of a test"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void whoDoesNotTrustOurCertificateIsToldNothing(String protocol) throws Exception {
    listen(ehr, ours, protocol);
    as(stranger, ehr);

    // Of TLS 1.3 we hear of it after the handshake, if we are not hung up on before.
    assertThatThrownBy(() -> send("c-1")).message().isIn("tls-refused", "connection-lost");
    assertThat(shown).isEmpty();
  }

  @Test
  void whomWeDoNotTrustIsToldNothing() throws Exception {
    listen(stranger, ours, "TLSv1.3");
    as(ours, ehr);

    assertThatThrownBy(() -> send("c-1")).hasMessage("tls-refused");
    assertThat(shown).isEmpty();
  }

  /** A certificate that we trust, of another host: somebody else's who is in the way. */
  @Test
  void whoeverHasAnotherNameIsToldNothing() throws Exception {
    listen(ehrOfAnotherName, ours, "TLSv1.3");
    as(ours, ehrOfAnotherName);

    assertThatThrownBy(() -> send("c-1")).hasMessage("tls-refused");
    assertThat(shown).isEmpty();
  }

  @Test
  void whoeverSpeaksNoTlsIsToldNothing() throws Exception {
    listener = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
    Thread thread =
        new Thread(
            () -> {
              try (Socket peer = listener.accept()) {
                peer.getOutputStream().write("no TLS here\r\n".getBytes(StandardCharsets.US_ASCII));
                shown.add(Integer.toString(peer.getInputStream().read()));
              } catch (IOException over) {
                // It has hung up.
              }
            },
            "plain");
    thread.setDaemon(true);
    thread.start();
    as(ours, ehr);

    assertThatThrownBy(() -> send("c-1")).hasMessage("tls-refused");
    // The first byte of a handshake, and not that of a frame.
    assertThat(shown).doesNotContain("11");
  }
}
