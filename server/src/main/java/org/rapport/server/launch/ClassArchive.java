package org.rapport.server.launch;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * The file with the classes of a start, read and linked beforehand: an AOT cache from JDK 25 on
 * (JEP 514), an archive for class data sharing before (JEP 310). A JVM takes only what the very
 * same JVM made of the very same jars, so both are in the name: after an upgrade the file is
 * another.
 *
 * @param file where it is or would be
 * @param aot whether it is an AOT cache
 */
record ClassArchive(Path file, boolean aot) {
  private static final int FIRST_WITH_AOT = 25;

  /**
   * The archive of this JVM and jar in a data folder.
   *
   * @param data {@code RAPPORT_DATA}
   * @param jar the jar that was started
   */
  static ClassArchive of(Path data, Path jar) {
    return in(data.resolve("classes"), jar);
  }

  /** The archive of this JVM and jar in a folder of archives. */
  static ClassArchive in(Path folder, Path jar) {
    boolean aot = Runtime.version().feature() >= FIRST_WITH_AOT;
    CRC32 sum = new CRC32();
    for (String part :
        new String[] {System.getProperty("java.vm.version"), System.getProperty("java.home")}) {
      sum.update(part.getBytes(StandardCharsets.UTF_8));
    }
    add(sum, jar.toFile());
    File[] libraries = jar.resolveSibling("lib").toFile().listFiles();
    if (libraries != null) {
      Arrays.sort(libraries);
      for (File library : libraries) {
        add(sum, library);
      }
    }
    String name = "rapport-%08x.%s".formatted(sum.getValue(), aot ? "aot" : "jsa");
    return new ClassArchive(folder.toAbsolutePath().resolve(name), aot);
  }

  // As the JVM does it: by name, size and time of change.
  private static void add(CRC32 sum, File jar) {
    sum.update(
        (jar.getPath() + ' ' + jar.length() + ' ' + jar.lastModified())
            .getBytes(StandardCharsets.UTF_8));
  }

  boolean exists() {
    return file.toFile().isFile();
  }

  /** The flag by which a JVM takes it. */
  String flag() {
    return (aot ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + file;
  }
}
