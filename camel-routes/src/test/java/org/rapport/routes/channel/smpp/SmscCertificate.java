package org.rapport.routes.channel.smpp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate that nobody but a test has signed: its key for the SMSC, itself for who trusts it.
 */
public final class SmscCertificate {
  private static final String PASSWORD = "changeit";

  private final Path file;
  private final KeyStore store;

  private SmscCertificate(Path file) {
    this.file = file;
    try (InputStream in = Files.newInputStream(file)) {
      store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD.toCharArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Makes one.
   *
   * @param name whom it is for, as keytool takes it: {@code dns:localhost}, {@code ip:127.0.0.1}
   */
  public static SmscCertificate of(Path folder, String name) {
    Path file = folder.resolve("smsc-" + name.replaceAll("[^a-z0-9]", "-") + ".p12");
    keytool(
        List.of(
            "-genkeypair",
            "-keystore",
            file.toString(),
            "-storetype",
            "PKCS12",
            "-alias",
            "smsc",
            "-keyalg",
            "EC",
            "-dname",
            "CN=SMSC of a test",
            "-validity",
            "2",
            "-storepass",
            PASSWORD,
            "-ext",
            "san=" + name));
    return new SmscCertificate(file);
  }

  /** A trust store with it alone, as a JVM takes it by its properties. */
  public Path trustStore() {
    Path pem = file.resolveSibling(file.getFileName() + ".pem");
    Path trust = file.resolveSibling("trust-" + file.getFileName());
    keytool(
        List.of(
            "-exportcert",
            "-rfc",
            "-keystore",
            file.toString(),
            "-alias",
            "smsc",
            "-file",
            pem.toString(),
            "-storepass",
            PASSWORD));
    keytool(
        List.of(
            "-importcert",
            "-noprompt",
            "-alias",
            "private-ca",
            "-file",
            pem.toString(),
            "-keystore",
            trust.toString(),
            "-storepass",
            PASSWORD));
    return trust;
  }

  /** With its key, and trusting nobody but itself. */
  public SSLContext context() {
    try {
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, PASSWORD.toCharArray());
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("smsc", store.getCertificate("smsc"));
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void keytool(List<String> arguments) {
    List<String> command = new java.util.ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(arguments);
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes());
      if (process.waitFor() != 0) {
        throw new IllegalStateException(said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
