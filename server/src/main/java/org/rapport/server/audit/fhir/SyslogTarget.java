package org.rapport.server.audit.fhir;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.rapport.server.config.InvalidSettingException;

/**
 * Where RAPPORT_AUDIT_SYSLOG leads: {@code tcp://host:port}, or {@code tls://host:port} with the
 * certificate checked against its name (RFC 5425). Messages are framed by their length (RFC 6587,
 * 3.4.1).
 */
public final class SyslogTarget {
  private static final int TIMEOUT = 5000;

  private final URI address;

  private SyslogTarget(URI address) {
    this.address = address;
  }

  /**
   * Reads the setting.
   *
   * @throws InvalidSettingException for what is no such address
   */
  public static SyslogTarget of(String value) {
    try {
      URI address = URI.create(value.strip());
      boolean known = "tcp".equals(address.getScheme()) || "tls".equals(address.getScheme());
      if (known && address.getHost() != null && address.getPort() > 0) {
        return new SyslogTarget(address);
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new InvalidSettingException(
        "RAPPORT_AUDIT_SYSLOG", "should be an address such as tls://logs.example.org:6514");
  }

  /** Connects. */
  Connection connect() throws IOException {
    InetSocketAddress to = new InetSocketAddress(address.getHost(), address.getPort());
    Socket plain = new Socket();
    try {
      plain.connect(to, TIMEOUT);
      plain.setSoTimeout(TIMEOUT);
      return new Connection("tls".equals(address.getScheme()) ? secured(plain) : plain);
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  private Socket secured(Socket plain) throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    SSLSocket socket =
        (SSLSocket) factory.createSocket(plain, address.getHost(), address.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /** An open one. */
  static final class Connection implements AutoCloseable {
    private final Socket socket;
    private final OutputStream out;

    Connection(Socket socket) throws IOException {
      this.socket = socket;
      this.out = new BufferedOutputStream(socket.getOutputStream());
    }

    void write(String message) throws IOException {
      byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
      out.write((bytes.length + " ").getBytes(StandardCharsets.US_ASCII));
      out.write(bytes);
    }

    void flush() throws IOException {
      out.flush();
    }

    /** Whether the other side has not hung up; syslog itself answers nothing. */
    boolean isOpen() {
      try {
        socket.setSoTimeout(1);
        return socket.getInputStream().read() >= 0;
      } catch (SocketTimeoutException e) {
        return true;
      } catch (IOException e) {
        return false;
      }
    }

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException e) {
        // It is gone either way.
      }
    }
  }
}
