package org.rapport.server.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.springframework.core.env.Environment;

/** How long certificates are still good for: those of MLLP, and that of the public address. */
final class Certificates implements Examination {
  private static final Duration SOON = Duration.ofDays(21);
  private static final int MILLIS = 10_000;
  private static final int HTTPS = 443;

  private final Clock clock;

  Certificates(Clock clock) {
    this.clock = clock;
  }

  @Override
  public List<Finding> look(Environment env) {
    List<Finding> findings = new ArrayList<>();
    findings.addAll(files("RAPPORT_MLLP_TLS", env.getProperty("rapport.mllp.tls", "")));
    findings.addAll(files("RAPPORT_EHR_MLLP_TLS", env.getProperty("rapport.ehr.mllp-tls", "")));
    URI base = URI.create(env.getProperty("rapport.base-url", ""));
    if ("https".equals(base.getScheme())) {
      findings.add(served("RAPPORT_BASE_URL", base));
    } else {
      findings.add(
          Finding.warning(
              "RAPPORT_BASE_URL",
              "is not https: browsers and apps of others cannot use it safely"));
    }
    return findings;
  }

  private List<Finding> files(String name, String setting) {
    if (setting.isBlank()) {
      return List.of();
    }
    Path folder = Path.of(setting.strip());
    Stream<Path> files =
        Files.isDirectory(folder)
            ? Stream.of("cert.pem", "trust.pem").map(folder::resolve)
            : Stream.of(setting.strip().split("\\s*,\\s*")).map(Path::of);
    return files.flatMap(file -> inFile(name, file).stream()).toList();
  }

  private List<Finding> inFile(String name, Path file) {
    String subject = name + " " + file.getFileName();
    try {
      String pem = Files.readString(file);
      if (!pem.contains("CERTIFICATE-----")) {
        return List.of();
      }
      List<Finding> findings = new ArrayList<>();
      try (var in = Files.newInputStream(file)) {
        for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
          findings.add(until(subject, (X509Certificate) one));
        }
      }
      return findings;
    } catch (IOException | CertificateException e) {
      return List.of(Finding.failure(subject, "cannot be read"));
    }
  }

  private Finding served(String subject, URI address) {
    int port = address.getPort() > 0 ? address.getPort() : HTTPS;
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(address.getHost(), port), MILLIS);
      plain.setSoTimeout(MILLIS);
      SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
      try (SSLSocket socket =
          (SSLSocket) factory.createSocket(plain, address.getHost(), port, true)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return until(subject, (X509Certificate) socket.getSession().getPeerCertificates()[0]);
      }
    } catch (SSLException e) {
      return Finding.failure(subject, "its certificate is not trusted: " + Finding.reason(e));
    } catch (IOException e) {
      return Finding.warning(
          subject, "nobody answers there: patients' links lead to it (" + Finding.reason(e) + ")");
    }
  }

  private Finding until(String subject, X509Certificate certificate) {
    Instant end = certificate.getNotAfter().toInstant();
    Duration left = Duration.between(clock.instant(), end);
    if (left.isNegative()) {
      return Finding.failure(subject, "the certificate ended on " + end);
    }
    return left.compareTo(SOON) < 0
        ? Finding.warning(subject, "the certificate ends on " + end)
        : Finding.ok(subject, "the certificate is good until " + end);
  }
}
