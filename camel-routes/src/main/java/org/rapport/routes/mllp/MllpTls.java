package org.rapport.routes.mllp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * The settings {@code RAPPORT_MLLP_TLS} and {@code RAPPORT_EHR_MLLP_TLS}: a key, a certificate and
 * whom to trust, all PEM, as three paths by commas or as a folder with {@code key.pem}, {@code
 * cert.pem} and {@code trust.pem}.
 */
public final class MllpTls {
  private static final String FORM =
      "should be a key, a certificate and the authorities that are trusted, as three PEM files by"
          + " commas, or a folder with key.pem, cert.pem and trust.pem";

  private MllpTls() {}

  /**
   * Reads the files.
   *
   * @param setting blank or null: no TLS
   * @return null without TLS
   * @throws IllegalArgumentException with what the setting should be
   */
  public static SSLContext of(String setting) {
    if (setting == null || setting.isBlank()) {
      return null;
    }
    List<String> pems = new ArrayList<>(paths(setting.strip()).map(MllpTls::read).toList());
    // Whichever stands first: a key is no certificate.
    String key =
        pems.stream()
            .filter(pem -> pem.contains("PRIVATE KEY-----"))
            .findFirst()
            .orElseThrow(MllpTls::wrong);
    pems.remove(key);
    if (pems.size() != 2 || !pems.stream().allMatch(pem -> pem.contains("CERTIFICATE-----"))) {
      throw wrong();
    }
    try {
      return SslBundle.of(
              new PemSslStoreBundle(
                  PemSslStoreDetails.forCertificate(pems.get(0)).withPrivateKey(key),
                  PemSslStoreDetails.forCertificate(pems.get(1))))
          .createSslContext();
    } catch (IllegalStateException | IllegalArgumentException unusable) {
      throw wrong();
    }
  }

  private static Stream<String> paths(String setting) {
    Path folder = Path.of(setting);
    return Files.isDirectory(folder)
        ? Stream.of("key.pem", "cert.pem", "trust.pem").map(folder::resolve).map(Path::toString)
        : Stream.of(setting.split("\\s*,\\s*"));
  }

  private static String read(String path) {
    try {
      return Files.readString(Path.of(path), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException("names " + path + ", which cannot be read; it " + FORM);
    }
  }

  private static IllegalArgumentException wrong() {
    return new IllegalArgumentException(FORM);
  }
}
