package org.rapport.routes.mllp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import org.rapport.routes.channel.smpp.SmscCertificate;

/** Keys and certificates as the settings of MLLP over TLS take them. */
public final class TestPems {
  private static final char[] SECRET = "changeit".toCharArray();

  private TestPems() {}

  /** A key and its certificate, which nobody but itself has signed. */
  public static KeyStore store(Path folder, String name)
      throws GeneralSecurityException, IOException {
    Path file = folder.resolve("smsc-" + name.replaceAll("[^a-z0-9]", "-") + ".p12");
    if (!Files.exists(file)) {
      SmscCertificate.of(folder, name);
    }
    return KeyStore.getInstance(file.toFile(), SECRET);
  }

  /**
   * The folder of one side: its own key and certificate, and the other's to trust.
   *
   * @return the folder, as the setting names it
   */
  public static String write(Path folder, KeyStore own, KeyStore trusted)
      throws GeneralSecurityException, IOException {
    Files.createDirectories(folder);
    pem(folder.resolve("key.pem"), "PRIVATE KEY", own.getKey("smsc", SECRET).getEncoded());
    pem(folder.resolve("cert.pem"), "CERTIFICATE", own.getCertificate("smsc").getEncoded());
    pem(folder.resolve("trust.pem"), "CERTIFICATE", trusted.getCertificate("smsc").getEncoded());
    return folder.toString();
  }

  private static void pem(Path file, String kind, byte[] der) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
  }
}
