package org.rapport.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A server in a process of its own, under load by this JVM. Everything is on loopback. */
final class LoadTarget implements AutoCloseable {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Process process;
  private final int port;
  private final boolean secured;
  private final Path data;
  private final long startNanos;
  private volatile String token;
  private volatile long tokenUntil;

  private LoadTarget(Process process, int port, boolean secured, Path data, long startNanos) {
    this.process = process;
    this.port = port;
    this.secured = secured;
    this.data = data;
    this.startNanos = startNanos;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** The product, from its packaged jar. */
  static LoadTarget product(Path jar, Path data, Map<String, String> env) throws IOException {
    List<String> command = new ArrayList<>(List.of(java(), "-jar", jar.toString()));
    return start(command, data, env, true, "/actuator/health/readiness");
  }

  /** The same HAPI without anything of ours. */
  static LoadTarget plain(Path data) throws IOException {
    List<String> command =
        List.of(java(), "-cp", System.getProperty("java.class.path"), PlainHapi.class.getName());
    return start(command, data, Map.of(), false, "/fhir/metadata");
  }

  /** HAPI's starter on a database that is there. */
  static LoadTarget starter(Path war, Path data, Map<String, String> env) throws IOException {
    List<String> command = List.of(java(), "-jar", war.toString());
    return start(command, data, env, false, "/fhir/metadata");
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static LoadTarget start(
      List<String> command, Path data, Map<String, String> env, boolean secured, String ready)
      throws IOException {
    int port = freePort();
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(env);
    builder.environment().put("SERVER_PORT", Integer.toString(port));
    builder.environment().put("RAPPORT_DATA", data.toString());
    builder.environment().put("RAPPORT_CLIENT_ID", "load");
    builder.environment().put("RAPPORT_CLIENT_SECRET", "load-secret");
    File log = data.resolveSibling(data.getFileName() + ".log").toFile();
    builder.redirectErrorStream(true).redirectOutput(log);
    long begin = System.nanoTime();
    LoadTarget target = new LoadTarget(builder.start(), port, secured, data, begin);
    while (target.status(ready) != 200) {
      if (!target.process.isAlive() || System.nanoTime() - begin > TimeUnit.MINUTES.toNanos(4)) {
        target.close();
        throw new IOException("The server did not start; see " + log);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
    return new LoadTarget(target.process, port, secured, data, System.nanoTime() - begin);
  }

  /** Where it listens. */
  String base() {
    return "http://127.0.0.1:" + port;
  }

  /** Seconds from process start to readiness. */
  double startSeconds() {
    return startNanos / 1e9;
  }

  /** Resident memory in MiB. */
  long residentMib() throws IOException {
    for (String line :
        java.nio.file.Files.readAllLines(
            Path.of("/proc", Long.toString(process.pid()), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    return -1;
  }

  /** What it has used so far, its database too. */
  Usage usage() throws IOException {
    return Usage.of(process.pid(), data);
  }

  private int status(String path) {
    try {
      return HTTP.send(
              // Who asks a port again and again where nobody listens may get a connection to
              // himself.
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                  .timeout(Duration.ofSeconds(5))
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  /** POSTs a Bundle to the FHIR endpoint; answers the answer. */
  String transaction(String bundle) throws IOException, InterruptedException {
    HttpResponse<String> response =
        HTTP.send(
            request("/fhir").POST(HttpRequest.BodyPublishers.ofString(bundle)).build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("HTTP " + response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  /** POSTs a Communication; anything but 201 ends the run. */
  void create(String communication) throws IOException, InterruptedException {
    HttpResponse<String> response =
        HTTP.send(
            request("/fhir/Communication")
                .POST(HttpRequest.BodyPublishers.ofString(communication))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 201) {
      throw new IOException("HTTP " + response.statusCode() + " " + response.body());
    }
  }

  /** POSTs Parameters to an operation; anything but 200 ends the run. */
  String post(String operation, String parameters) throws IOException, InterruptedException {
    HttpResponse<String> response =
        HTTP.send(
            request("/fhir/" + operation)
                .POST(HttpRequest.BodyPublishers.ofString(parameters))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(operation + ": " + response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  /** Claims due work; answers how many items came. */
  int claim(String kind, int max) throws IOException, InterruptedException {
    String body =
        """
        {"resourceType":"Parameters","parameter":[{"name":"kind","valueCode":"%s"},
         {"name":"max","valueInteger":%d}]}"""
            .formatted(kind, max);
    HttpResponse<String> response =
        HTTP.send(
            request("/fhir/$claim").POST(HttpRequest.BodyPublishers.ofString(body)).build(),
            HttpResponse.BodyHandlers.ofString());
    return new ObjectMapper().readTree(response.body()).path("parameter").size();
  }

  /** Reads {@code path} below the base; anything but 200 ends the run. */
  String get(String path) throws IOException, InterruptedException {
    HttpResponse<String> response =
        HTTP.send(request("/fhir/" + path).GET().build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(path + ": " + response.statusCode());
    }
    return response.body();
  }

  /** The total of a search. */
  int count(String search) throws IOException, InterruptedException {
    HttpResponse<String> response =
        HTTP.send(
            request("/fhir/" + search + (search.contains("?") ? "&" : "?") + "_summary=count")
                .GET()
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return new ObjectMapper().readTree(response.body()).path("total").asInt();
  }

  private HttpRequest.Builder request(String path) throws IOException, InterruptedException {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Content-Type", "application/fhir+json")
            .header("Cache-Control", "no-cache");
    return secured ? builder.header("Authorization", "Bearer " + token()) : builder;
  }

  private synchronized String token() throws IOException, InterruptedException {
    if (token == null || System.nanoTime() > tokenUntil) {
      String basic =
          Base64.getEncoder().encodeToString("load:load-secret".getBytes(StandardCharsets.UTF_8));
      HttpResponse<String> response =
          HTTP.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/oauth2/token"))
                  .header("Authorization", "Basic " + basic)
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      token = new ObjectMapper().readTree(response.body()).path("access_token").asText();
      tokenUntil = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    }
    return token;
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
