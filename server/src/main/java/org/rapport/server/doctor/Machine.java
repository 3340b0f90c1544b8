package org.rapport.server.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.rapport.server.launch.Launch;
import org.rapport.time.CivilTime;
import org.rapport.time.ZoneCorrection;
import org.springframework.core.env.Environment;

/** The machine: memory, the place for the data, the ports, the time-zone database. */
final class Machine implements Examination {
  private static final long MEBIBYTE = 1024L * 1024;
  private static final long ENOUGH_MEMORY = 700;
  private static final long ENOUGH_DISK = 2048;

  @Override
  public List<Finding> look(Environment env) {
    List<Finding> findings = new ArrayList<>();
    findings.add(memory());
    findings.add(data(env));
    findings.add(port(env, "SERVER_PORT", "server.port", null));
    if (!env.getProperty("rapport.mllp.port", "0").equals("0")) {
      findings.add(
          port(
              env, "RAPPORT_MLLP_PORT", "rapport.mllp.port", env.getProperty("rapport.mllp.host")));
    }
    findings.add(zones());
    return findings;
  }

  private static Finding memory() {
    long heap = Launch.heap() / MEBIBYTE;
    String words = "Java " + Runtime.version() + ", at most " + heap + " MiB of heap";
    return heap < ENOUGH_MEMORY
        ? Finding.warning("Java", words + ": give it 1 GiB (-Xmx1g)")
        : Finding.ok("Java", words);
  }

  private static Finding data(Environment env) {
    Path folder = Path.of(env.getProperty("rapport.data", "./data")).toAbsolutePath().normalize();
    Path at = folder;
    while (!Files.exists(at)) {
      at = at.getParent();
    }
    try {
      long free = Files.getFileStore(at).getUsableSpace() / MEBIBYTE;
      String words = folder + ", " + free + " MiB free";
      return free < ENOUGH_DISK
          ? Finding.warning("RAPPORT_DATA", words + ": that is soon full")
          : Finding.ok("RAPPORT_DATA", words);
    } catch (IOException e) {
      return Finding.failure("RAPPORT_DATA", folder + " cannot be looked at");
    }
  }

  private static Finding port(Environment env, String setting, String key, String host) {
    int port = env.getProperty(key, Integer.class, 0);
    try (ServerSocket socket =
        new ServerSocket(port, 1, host == null ? null : InetAddress.getByName(host))) {
      return Finding.ok(setting, socket.getLocalPort() + " is free");
    } catch (UnknownHostException e) {
      return Finding.failure(setting, "there is no host " + host);
    } catch (IOException e) {
      return Finding.warning(
          setting, port + " is in use: by this server, if it runs; else choose another");
    }
  }

  private static Finding zones() {
    List<ZoneCorrection> stale = CivilTime.installed().inUse();
    return stale.isEmpty()
        ? Finding.ok("Time zones", "Java's are up to date, as far as we know")
        : Finding.warning(
            "Time zones",
            "Java's are stale for "
                + stale.stream().map(one -> one.zone().getId()).collect(Collectors.joining(", "))
                + "; corrected by Rapport's own data, but update Java");
  }
}
